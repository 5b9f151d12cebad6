import assert from "node:assert/strict";
import * as vscode from "vscode";
import { running } from "./running";

interface Contributed {
  readonly contributes: { readonly walkthroughs: readonly { readonly steps: readonly { readonly id: string; readonly description: string }[] }[] };
}

describe("The walkthrough, in VS Code", () => {
  it("has a button on every step, whose command is registered", async () => {
    const { extension } = await running();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { walkthroughs } = (extension.packageJSON as Contributed).contributes;
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length >= 9);
    for (const { id, description } of steps) {
      const commands = [...description.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1]!);
      assert.ok(commands.length > 0, id);
      for (const command of commands) assert.ok(registered.has(command), command);
    }
  });
});
