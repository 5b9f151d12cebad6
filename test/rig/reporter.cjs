/**
 * Mocha's spec reporter, which also writes what happened as JSON to the file that DNE_RESULTS names:
 * `{ passes, failures, pending, skipped, faults, lines }`, `lines` being what was printed (inside VS Code there is no terminal to print on).
 */
const { writeFileSync } = require("node:fs");
const { format } = require("node:util");
const Mocha = require("mocha");

/** @type {string[]} */
const lines = [];
/** Titles of the tests that did not run. @type {string[]} */
const skipped = [];
/** Of each test that failed its title and the error. @type {string[]} */
const faults = [];
const print = Mocha.reporters.Base.consoleLog;

module.exports = class Reporter extends Mocha.reporters.Spec {
  /** @param {import("mocha").Runner} runner @param {import("mocha").MochaOptions} options */
  constructor(runner, options) {
    Mocha.reporters.Base.consoleLog = (/** @type {unknown[]} */ ...words) => {
      lines.push(format(...words));
      print(...words);
    };
    super(runner, options);
    runner.on("pending", (test) => skipped.push(test.fullTitle()));
    runner.on("fail", (test, error) => faults.push(`${test.fullTitle()}\n${error.stack ?? error.message}`));
  }

  /** @override @param {number} failures @param {((failures: number) => void) | undefined} done */
  done(failures, done) {
    const file = process.env["DNE_RESULTS"];
    const { passes, failures: failed, pending } = this.stats;
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passes, failures: failed, pending, skipped, faults, lines }));
    done?.(failures);
  }
};
