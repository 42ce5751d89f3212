import { routes } from "../../ui/http.ts";
import { pages as circle } from "./circle/pages.tsx";
import { pages as drawing } from "./drawing/pages.tsx";
import { pages as generativity } from "./generativity/pages.tsx";
import { pages as holdUps } from "./hold-ups/pages.tsx";
import { pages as introductions } from "./introductions/pages.tsx";
import { pages as invite } from "./invite/pages.tsx";
import { pages as measured } from "./measured/pages.tsx";

export const pages = routes();

pages.route("/", drawing);
pages.route("/", circle);
pages.route("/", measured);
pages.route("/", holdUps);
pages.route("/", generativity);
pages.route("/", invite);
pages.route("/", introductions);
