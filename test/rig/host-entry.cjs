/**
 * What VS Code's extension host runs as `extensionTestsPath`: mocha over every `*.test.js` of the folder that DNE_HOST_TESTS
 * names. Whatever happens, the file that DNE_RESULTS names is written: an extension host that ends says nothing else.
 */
const { readdirSync, existsSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** @returns {Promise<void>} */
exports.run = async () => {
  const results = /** @type {string} */ (process.env["DNE_RESULTS"]);
  try {
    const Mocha = require("mocha");
    const mocha = new Mocha({ ui: "bdd", timeout: 30_000, reporter: require("./reporter.cjs"), color: false });
    const words = process.env["DNE_GREP"];
    if (words !== undefined && words !== "") mocha.grep(words);
    const folder = /** @type {string} */ (process.env["DNE_HOST_TESTS"]);
    const files = readdirSync(folder, { recursive: true }).map(String).filter((file) => file.endsWith(".test.js"));
    for (const file of files.sort()) mocha.addFile(join(folder, file));
    await new Promise((resolve) => mocha.run(resolve));
    if (!existsSync(results)) throw new Error("mocha ended without results");
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeFileSync(results, JSON.stringify({ passes: 0, failures: 1, pending: 0, lines: [reason] }));
  }
};
