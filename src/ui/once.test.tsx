import { renderToString } from "preact-render-to-string";
import { expect, test, vi } from "vitest";
import { OnceOf } from "./http.ts";

test("a piece is drawn once for the same answer and all else it depends on, and anew for another", () => {
	const draw = vi.fn((words: string) => <p>{words}</p>);
	const of = (answer: { words: string }, language: string) =>
		renderToString(<OnceOf answer={answer} of={[language]} draw={() => draw(`${answer.words} ${language} <&>`)} />);
	const answer = { words: "uno" };
	expect(of(answer, "it")).toBe("<p>uno it &lt;&amp;></p>");
	expect(of(answer, "it")).toBe(of(answer, "it"));
	expect(draw).toHaveBeenCalledTimes(1);
	expect(of(answer, "de")).toContain("uno de");
	expect(of({ words: "uno" }, "it")).toBe(of(answer, "it"));
	expect(draw).toHaveBeenCalledTimes(3);
});
