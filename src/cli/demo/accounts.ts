import type { Role } from "../../core/roles.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";

/** Somebody who can sign in to the demonstration. Ids do not depend on the day. */
export type DemoAccount = { as: Role; at?: Slug; id: string; name: string; email: string; person?: string };

const idOf = (n: number) => `00000000-2017-7000-8000-00000000a${String(n).padStart(3, "0")}`;

/** The person's row of a citizen's or resident's account. */
const personOf = (n: number) => `00000000-2017-7000-8000-00000000b${String(n).padStart(3, "0")}`;

/** Every account of the demonstration: at most one a role and neighbourhood, but for the facilitators of San Vigilio. */
export const demoAccounts: readonly DemoAccount[] = [
	account(1, "facilitator", "san-vigilio", "Anna Zeni", "anna.facilitatrice"),
	account(2, "facilitator", "san-vigilio", "Davide Pontara", "davide.facilitatore"),
	account(3, "facilitator", "pradivento", "Martina Endrighi", "martina.facilitatrice"),
	account(4, "facilitator", "valbriosa", "Lucia Dalsass", "lucia.facilitatrice"),
	account(5, "coordinator", "san-vigilio", "Paolo Tamanini", "paolo.coordinatore"),
	account(6, "coordinator", "pradivento", "Elena Widmann", "elena.coordinatrice"),
	account(7, "coordinator", "valbriosa", "Sergio Campestrin", "sergio.coordinatore"),
	account(8, "social-worker", "san-vigilio", "Francesca Nardelli", "francesca.assistentesociale"),
	account(9, "social-worker", "pradivento", "Roberta Springhetti", "roberta.assistentesociale"),
	account(10, "social-worker", "valbriosa", "Michele Trentin", "michele.assistentesociale"),
	account(11, "citizen", "san-vigilio", "Tommaso Berlanda", "tommaso.cittadino", 1),
	account(12, "citizen", "pradivento", "Ingrid Zucol", "ingrid.cittadina", 2),
	account(13, "citizen", "valbriosa", "Nadia Stroppa", "nadia.cittadina", 3),
	account(14, "resident", "san-vigilio", "Luisa Mattedi", "luisa.abitante", 4),
	account(15, "resident", "pradivento", "Ivo Corradini", "ivo.abitante", 5),
	account(16, "resident", "valbriosa", "Joseph Andreatta", "joseph.abitante", 6),
	account(17, "officer", undefined, "Carla Rensi", "carla.funzionaria"),
	account(18, "evaluator", undefined, "Stefano Lutteri", "stefano.valutatore"),
	account(19, "administrator", undefined, "Irene Casagranda", "irene.amministratrice"),
	account(20, "data-protection-officer", undefined, "Marta Zadra", "marta.protezionedati"),
];

function account(
	n: number,
	as: Role,
	at: Slug | undefined,
	name: string,
	mailbox: string,
	person?: number,
): DemoAccount {
	return {
		as,
		at,
		id: idOf(n),
		name,
		email: `${mailbox}@esempio.filo.example`,
		person: person === undefined ? undefined : personOf(person),
	};
}

/** The first account of a role; for roles with a place, in San Vigilio unless another neighbourhood is named. */
export function demoAccountId(role: Role, slug?: string): string | undefined {
	const ofRole = demoAccounts.filter((one) => one.as === role);
	return ofRole.find((one) => one.at === undefined || one.at === (slug ?? neighbourhoods[0]?.slug))?.id;
}
