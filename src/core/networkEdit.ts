import { withoutPrefix } from "./address";
import { membersOf, type Inventory, type Network, type NetworkId } from "./inventory";
import { decodeNetworkForm, type NetworkForm, networkFormOf, specOfForm } from "./networkForm";
import { type FormIssue, issuesOf } from "./networkFormIssues";
import { valueAt } from "./paths";
import type { AttachedMember } from "./plan";
import { membersAfter, type Rebuild } from "./rebuild";
import type { NetworkSpec } from "./spec";

/** A network as it was when the form about it was opened. */
export interface Edited {
  readonly id: NetworkId;
  readonly spec: NetworkSpec;
  /** How who was on it then would be attached again. */
  readonly members: readonly AttachedMember[];
}

/** The form of a network that is to be different. */
export interface NetworkEditForm extends NetworkForm {
  readonly edited: Edited;
}

export function networkEditFormOf(edited: Edited): NetworkEditForm {
  return { ...networkFormOf(edited.spec), edited };
}

/** What was kept, as far as it is understood; without a network if that is not told. */
export function decodeNetworkEditForm(value: unknown): NetworkEditForm {
  const form = decodeNetworkForm(value);
  const { edited } = isRecord(value) ? value : {};
  const { id, spec, members } = isRecord(edited) ? edited : {};
  const known = typeof id === "string" && isRecord(spec) && Array.isArray(spec["pools"]) && isRecord(spec["options"]) && isRecord(spec["labels"]) && Array.isArray(members);
  return { ...form, edited: known ? (edited as Edited) : { id: "" as NetworkId, spec: specOfForm(form), members: [] } };
}

/** The network now: a rebuild that was taken back gave it another id. */
export function editedNetwork({ id, spec }: Edited, { networks }: Inventory): Network | undefined {
  return networks.find((network) => network.id === id) ?? networks.find(({ name }) => name === spec.name);
}

/**
 * The network as the form says; all that was not changed there stays exactly as it is, also what the form writes in another
 * way or has no field for. The very same object as before if nothing was changed.
 */
export function wantedSpec({ edited: { spec }, ...form }: NetworkEditForm): NetworkSpec {
  return changed(spec, specOfForm(networkFormOf(spec)), specOfForm(form)) as NetworkSpec;
}

/** `is` with what differs between two writings of it. */
function changed(is: unknown, before: unknown, after: unknown): unknown {
  if (JSON.stringify(before) === JSON.stringify(after)) return is;
  if (!isRecord(is) || !isRecord(before) || !isRecord(after)) return after;
  return Object.fromEntries(
    Object.keys({ ...is, ...after }).flatMap((key) => {
      const value = changed(is[key], before[key], after[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Every field that will not do, checked against all that is there but the network itself. What it has already will do. */
export function editIssuesOf(form: NetworkEditForm, inventory: Inventory): ReadonlyMap<string, FormIssue> {
  const { edited } = form;
  const network = editedNetwork(edited, inventory);
  const others = { ...inventory, networks: inventory.networks.filter((other) => other !== network) };
  const before = networkFormOf(edited.spec);
  const had = issuesOf(before, others);
  const isHad = (id: string): boolean => had.has(id) && JSON.stringify(valueAt(before, id)) === JSON.stringify(valueAt(form, id));
  const issues = new Map([...issuesOf(form, others)].filter(([id]) => !isHad(id)));
  // The engine looks a container's network mode up by name whenever it starts or attaches it (measured on 28).
  const created = form.name === edited.spec.name ? undefined : inventory.containers.find(({ mode }) => mode.kind === "network" && mode.network === edited.spec.name);
  if (created !== undefined && !issues.has("name")) issues.set("name", { kind: "nameNeeded", container: created.name });
  return issues;
}

/**
 * What rebuilding it would be by now. Of who came since the form was opened only the addresses are known, so what is
 * really done is noted anew.
 */
export function rebuildOf(form: NetworkEditForm, inventory: Inventory): Rebuild {
  const { edited } = form;
  const network = editedNetwork(edited, inventory);
  const members = network === undefined ? edited.members : membersOf(inventory, network).map(({ container, attachment }): AttachedMember => {
    const { id, name } = container;
    const { ipv4, ipv6 } = attachment;
    return (
      edited.members.find((member) => member.container.id === id) ?? {
        container: { id, name },
        endpoint: { aliases: [], ...(ipv4 === undefined ? {} : { ipv4: withoutPrefix(ipv4) }), ...(ipv6 === undefined ? {} : { ipv6: withoutPrefix(ipv6) }) },
      }
    );
  });
  const wanted = wantedSpec(form);
  return { old: { id: network?.id ?? edited.id, spec: edited.spec, members }, new: { spec: wanted, members: membersAfter(members, wanted) } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
