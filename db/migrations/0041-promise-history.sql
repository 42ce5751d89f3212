-- The history of a promise only grows.
revoke update on listening.promise_steps from filo_application;
