import axe, { type AxeResults } from "axe-core";
import type { Frame } from "playwright-core";

/** What axe-core finds serious or critical in a frame, one line a rule with the first offender. */
export async function seriousViolations(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe.source);
  // The page is one part of VS Code's: landmarks and the document's title are the workbench's business.
  const { violations } = await frame.evaluate<AxeResults>(`axe.run(document, { resultTypes: ["violations"] })`);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => `${String(impact)} ${id}: ${help} (${nodes.length}×, ${nodes[0]?.html.slice(0, 200) ?? ""})`);
}
