-- Of a territory only its terms, its numbers to call and how a pact is called are ever changed by the application: who
-- coordinates changes neither its name nor its money.
revoke update on programme.territories from filo_application;
grant update (idea_days, board_days, pact_word, urgent_phones, forget_after_days) on programme.territories to filo_application;
