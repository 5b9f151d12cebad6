import * as vscode from "vscode";
import { takesEndpointSettings } from "../core/attach";
import { emptyEndpoint, type EndpointDraft, endpointOf, endpointSteps, type EndpointStep, checkEndpoint, stepOfEndpointRefusal } from "../core/endpointDraft";
import { type Container, isLive, type Network } from "../core/inventory";
import { Problem } from "../core/problem";
import type { EndpointSpec, Operation } from "../core/spec";
import { askOne, askText, cancelled, tell } from "../platform/prompts";
import { type Answer, type Place, walk } from "../platform/promptsWalk";
import { describeProblem, plain } from "../platform/words";
import { describeDone, describeFailed } from "../platform/wordsOperation";
import { describeIssue } from "../platform/wordsInput";
import type { CommandContext } from "./context";
import { OperationError } from "./failure";
import { choicesToRun, commandLine, performAll, run, throwFirst } from "./operate";

/** One container to be attached to one network. */
export interface Pair {
  readonly container: Container;
  readonly network: Network;
}

export const attachTitle = ({ container, network }: Pair): string =>
  vscode.l10n.t("Attach {0} to {1}", plain(container.name), plain(network.name));

/** Attaches without asking; goes on when one of several fails, and then rejects with the first failure. */
export async function attachAll(context: CommandContext, pairs: readonly Pair[]): Promise<void> {
  const outcomes = await performAll(context, pairs.map((pair) => connect(pair, { aliases: [] })), vscode.l10n.t("Attaching"));
  if (outcomes.done.length > 0) say(outcomes.done, pairs.length);
  throwFirst(context, outcomes);
}

function say(done: readonly Operation[], wanted: number): void {
  void tell("info", doneWords(done, wanted));
}

function doneWords(done: readonly Operation[], wanted: number): string {
  const [first] = done;
  if (first !== undefined && wanted === 1) return describeDone(first);
  const networks = new Set(done.map((operation) => (operation.kind === "connect" ? operation.network.name : "")));
  const [network = ""] = networks;
  if (done.length === wanted && networks.size === 1) return vscode.l10n.t("Attached {0} containers to {1}.", done.length, network);
  return vscode.l10n.t("Attached {0} of {1} containers.", done.length, wanted);
}

/** Asks how, then attaches; a refusal by the engine leads back to the step that it is about. */
export async function attachAsking(context: CommandContext, pair: Pair): Promise<void> {
  if (!takesEndpointSettings(pair.network) || !(await wantsDetails(pair))) {
    await attachAll(context, [pair]);
    return;
  }
  let draft: EndpointDraft = emptyEndpoint;
  let start: EndpointStep | undefined;
  let refused: Refused | undefined;
  const first = await context.session.inventory();
  for (;;) {
    const last = refused;
    draft = await walk(draft, () => endpointSteps(pair.network), (step, current, place) =>
      step === "review"
        ? askReview(pair, current, place, last)
        : askLine(step, pair, current, place, last, (text) => {
            // As it is by now: others work on the engine too while a person types.
            const issue = checkEndpoint(step, text, pair.network, context.session.snapshot.inventory ?? first);
            return issue && describeIssue(issue);
          }), start);
    const operation = connect(pair, endpointOf(draft));
    try {
      await run(context, operation);
      say([operation], 1);
      return;
    } catch (cause) {
      if (!(cause instanceof Problem)) throw new OperationError(operation, cause);
      context.log.error(describeFailed(operation), cause);
      start = stepOfEndpointRefusal(cause.message, draft);
      refused = { step: start, draft, ...describeProblem(cause) };
    }
  }
}

interface Refused {
  readonly step: EndpointStep;
  readonly draft: EndpointDraft;
  readonly title: string;
  readonly detail: string;
}

function connect({ container, network }: Pair, endpoint: EndpointSpec): Operation {
  return {
    kind: "connect",
    network: { id: network.id, name: network.name },
    container: { id: container.id, name: container.name },
    endpoint,
  };
}

async function wantsDetails(pair: Pair): Promise<boolean> {
  const stopped = isLive(pair.container) ? undefined : vscode.l10n.t("not running: takes effect when it starts");
  const { value } = await askOne<boolean>({
    title: attachTitle(pair),
    placeholder: vscode.l10n.t("Press Enter to attach as this command would"),
    sections: [
      {
        choices: [
          ...choicesToRun(connect(pair, { aliases: [] }), {
            label: vscode.l10n.t("Attach now"),
            icon: "plug",
            ...(stopped === undefined ? {} : { description: stopped }),
            value: false,
          }),
          { label: vscode.l10n.t("Aliases and addresses…"), icon: "edit", detail: vscode.l10n.t("Further names, and fixed addresses"), value: true },
        ],
      },
    ],
  });
  if (value === undefined) throw cancelled();
  return value;
}

type EndpointAnswer = Answer<EndpointDraft, EndpointStep>;

async function askLine(
  step: keyof EndpointDraft,
  pair: Pair,
  draft: EndpointDraft,
  place: Place,
  refused: Refused | undefined,
  check: (text: string) => string | undefined,
): Promise<EndpointAnswer> {
  const refusal = refused?.step === step && refused.draft[step] === draft[step] ? refused.detail : undefined;
  const { value, back } = await askText({
    title: attachTitle(pair),
    place,
    value: draft[step],
    ...lineWords(step, pair.network),
    ...(refusal === undefined ? {} : { refusal }),
    check,
  });
  return { draft: { ...draft, [step]: value }, go: back ? "back" : "next" };
}

function lineWords(step: keyof EndpointDraft, network: Network): { prompt: string; placeholder: string } {
  const subnets = (six: boolean): string =>
    network.pools.map(({ subnet }) => subnet).filter((subnet) => subnet.includes(":") === six).join(", ");
  switch (step) {
    case "aliases":
      return {
        prompt: vscode.l10n.t("Aliases: further names by which the others on {0} find it, separated by spaces; may be empty", plain(network.name)),
        placeholder: vscode.l10n.t("For example web www"),
      };
    case "ipv4":
      return { prompt: vscode.l10n.t("Fixed IPv4 address; empty lets the engine choose"), placeholder: vscode.l10n.t("Inside {0}", subnets(false)) };
    case "ipv6":
      return { prompt: vscode.l10n.t("Fixed IPv6 address; empty lets the engine choose"), placeholder: vscode.l10n.t("Inside {0}", subnets(true)) };
  }
}

async function askReview(pair: Pair, draft: EndpointDraft, place: Place, refused: Refused | undefined): Promise<EndpointAnswer> {
  const refusal = refused?.step === "review" && refused.draft === draft ? refused : undefined;
  const operation = connect(pair, endpointOf(draft));
  const { value, back } = await askOne<"attach" | "copy">({
    title: attachTitle(pair),
    place,
    placeholder: refusal?.detail ?? vscode.l10n.t("Press Enter to attach as this command would"),
    sections: [
      {
        choices: [
          ...choicesToRun(operation, { label: vscode.l10n.t("Attach now"), icon: "plug", value: "attach" as const }),
          ...(refusal === undefined ? [] : [{ label: refusal.title, icon: "error", detail: refusal.detail, value: "attach" as const }]),
          { label: vscode.l10n.t("Copy the command and close"), icon: "copy", value: "copy" },
        ],
      },
    ],
    active: "attach",
  });
  if (back) return { draft, go: "back" };
  if (value === "copy") {
    await vscode.env.clipboard.writeText(commandLine(operation));
    throw cancelled();
  }
  return { draft, go: "next" };
}
