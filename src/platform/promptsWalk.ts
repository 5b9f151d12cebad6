/** Where a step stands among the others: shown as “2/5”, with a Back button unless it is the first. */
export interface Place {
  readonly step: number;
  readonly total: number;
  readonly back: boolean;
}

/** What a step gives back: the draft, also when going back, so that nothing typed is lost. */
export interface Answer<Draft, Step> {
  readonly draft: Draft;
  readonly go: "next" | "back" | { readonly to: Step };
}

/**
 * Leads through the steps of a form, from `start` on, until the last one is answered. Which steps there are may change
 * with every answer. `ask` rejects to leave the form.
 */
export async function walk<Draft, Step>(
  draft: Draft,
  stepsOf: (draft: Draft) => readonly Step[],
  ask: (step: Step, draft: Draft, place: Place) => Promise<Answer<Draft, Step>>,
  start?: Step,
): Promise<Draft> {
  let [at] = stepsOf(draft);
  if (start !== undefined) at = start;
  while (at !== undefined) {
    const steps = stepsOf(draft);
    const index = steps.indexOf(at);
    const answer = await ask(at, draft, { step: index + 1, total: steps.length, back: index > 0 });
    draft = answer.draft;
    const now = stepsOf(draft);
    const here = now.indexOf(at);
    at = typeof answer.go === "object" ? answer.go.to : now[answer.go === "next" ? here + 1 : Math.max(0, here - 1)];
  }
  return draft;
}
