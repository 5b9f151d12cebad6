import axe, { type AxeResults, type NodeResult } from "axe-core";
import type { Frame } from "playwright-core";

/** What axe-core finds serious or critical in a frame, one line a rule with the first offender. */
export async function seriousViolations(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe.source);
  // VS Code paints the editor's background behind the page, where axe does not look.
  await frame.evaluate(`document.body.style.background = "var(--vscode-editor-background)"`);
  // The page is one part of VS Code's: landmarks and the document's title are the workbench's business.
  const { violations } = await frame.evaluate<AxeResults>(`axe.run(document, { resultTypes: ["violations"] })`);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => [`${String(impact)} ${id}: ${help} (${nodes.length}×)`, ...new Set(nodes.map(describeNode))].slice(0, 12).join("\n"));
}

function describeNode({ html, any }: NodeResult): string {
  return `  ${html.replaceAll(/\s+/g, " ").slice(0, 120)} ${any.map(({ message }) => message).join("; ")}`;
}
