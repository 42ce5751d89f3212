import { routes } from "../../ui/http.ts";

export const pages = routes();
