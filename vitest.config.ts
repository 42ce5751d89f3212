import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

const globalSetup = "tests/setup.ts";

export default defineConfig({
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	test: {
		include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
		globalSetup: existsSync(globalSetup) ? [globalSetup] : [],
		pool: "forks",
		// Two at a time: a database server, a browser and the tests share a laptop's cores.
		maxWorkers: 2,
		testTimeout: 20_000,
		hookTimeout: 60_000,
		teardownTimeout: 20_000,
		reporters: process.env.CI ? ["default", "json"] : ["default"],
		outputFile: { json: "build/test-report.json" },
	},
});
