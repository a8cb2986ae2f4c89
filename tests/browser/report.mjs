// What was found, a line each, and the sum at the end.

export class Report {
  #passed = 0;
  #failed = 0;

  begin(name) {
    console.log(`-- ${name}`);
  }

  /** Notes whether something holds; `found` says what was found instead. */
  check(holds, promise, found = "") {
    if (holds) this.#passed += 1;
    else this.fail(promise, found);
  }

  fail(promise, found) {
    this.#failed += 1;
    console.log(`FAILED: ${promise}${found ? `\n        ${String(found).replaceAll("\n", "\n        ")}` : ""}`);
  }

  /** Something that is told but decides nothing. */
  tell(text) {
    console.log(`   ${text}`);
  }

  end() {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed ? 1 : 0;
  }
}
