import * as vscode from "vscode";
import { type Container, type ContainerId, type Inventory, isLive, type NetworkId } from "../../core/inventory";
import { containerOfWalkthrough, knownImage, type Made, madeBy, networkOfWalkthrough, type Role } from "../../core/walkthrough";
import { tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, containersById, networksById } from "../lookUp";
import { perform } from "../operate";

/** Makes the walkthrough's network, unless it is there. */
export async function makeNetwork(context: CommandContext): Promise<void> {
  const inventory = await context.session.inventory();
  const { network } = madeBy(inventory);
  if (network !== undefined) void tell("info", vscode.l10n.t("{0} is there already.", plain(network.name)));
  else await createNetwork(context, inventory);
}

async function createNetwork(context: CommandContext, inventory: Inventory): Promise<void> {
  const operation = { kind: "createNetwork", spec: networkOfWalkthrough(inventory) } as const;
  const { id } = await perform(context, operation);
  // The next step looks for it in the inventory.
  await networksById(context, [id as NetworkId]);
  void tell("info", describeDone(operation));
}

/** Runs container1 and container2 in the walkthrough's network, which is made first where it is missing. */
export async function runContainers(context: CommandContext): Promise<void> {
  const inventory = await context.session.inventory();
  // Asked first: without an image nothing is made.
  await imageFor(context, madeBy(inventory));
  if (madeBy(inventory).network === undefined) await createNetwork(context, inventory);
  const one = await ensure(context, "container1");
  const two = await ensure(context, "container2");
  void tell("info", vscode.l10n.t("{0} and {1} run.", plain(one.name), plain(two.name)));
}

export async function tryHost(context: CommandContext): Promise<void> {
  await tryMode(context, "host");
}

export async function tryNone(context: CommandContext): Promise<void> {
  await tryMode(context, "none");
}

export async function tryShared(context: CommandContext): Promise<void> {
  await needContainers(context, ["container1"]);
  await tryMode(context, "shared");
}

/** Runs the container that shows a mode, and explains it. */
async function tryMode(context: CommandContext, role: Role): Promise<void> {
  const { id } = await ensure(context, role);
  context.explanations.show({ type: "container", containerId: id });
}

/** Explains container1. */
export async function explainContainer(context: CommandContext): Promise<void> {
  const [container] = await needContainers(context, ["container1"]);
  if (container !== undefined) context.explanations.show({ type: "container", containerId: container.id });
}

/** The running containers of these roles; says what to do first where one is missing. */
export async function needContainers(context: CommandContext, roles: readonly Role[]): Promise<readonly Container[]> {
  const { containers } = madeBy(await context.session.inventory());
  const found = roles.flatMap((role) => containers[role] ?? []).filter(isLive);
  if (found.length < roles.length) throw new Refusal(vscode.l10n.t("This step needs the two containers of the walkthrough. Run them first: step “Run two containers”."));
  return found;
}

/** The running container of a role: as it is, started, or made. */
async function ensure(context: CommandContext, role: Role): Promise<Container> {
  const inventory = await context.session.inventory();
  const made = madeBy(inventory);
  const container = made.containers[role];
  if (container === undefined) {
    const image = await imageFor(context, made);
    const { id } = await perform(context, { kind: "runContainer", spec: containerOfWalkthrough(role, image, made, inventory) });
    return await byId(context, id as ContainerId);
  }
  if (isLive(container)) return container;
  await perform(context, { kind: "lifecycle", verb: "start", container: { id: container.id, name: container.name } });
  return await byId(context, container.id);
}

async function byId(context: CommandContext, id: ContainerId): Promise<Container> {
  const [container] = await containersById(context, [id]);
  if (container === undefined) throw new Refusal(vscode.l10n.t("The container is no longer there."));
  return container;
}

/** An image that is on the engine: that of the walkthrough's other containers, a known one, or the user's choice. Never pulled. */
async function imageFor({ session }: CommandContext, { containers }: Made): Promise<string> {
  const used = Object.values(containers)[0];
  if (used !== undefined) return used.image;
  const images = await (await session.engine()).images();
  if (images.length === 0) {
    throw new Refusal(vscode.l10n.t("This engine has no image to run, and nothing is downloaded without your word. Get a small one with: {0}", "docker pull busybox"));
  }
  const image = knownImage(images);
  if (image !== undefined) return image;
  const choices = images.map((label) => ({ label, icon: "file-zip", value: label }));
  return await choose(vscode.l10n.t("Run two containers"), vscode.l10n.t("Choose an image that has sleep (or get one: docker pull busybox)"), choices, "");
}
