import { isAttached } from "./attach";
import type { Container, ContainerId, NetworkId } from "./inventory";
import type { Step } from "./plan";
import type { EndpointSpec } from "./spec";

type Named<Id> = { readonly id: Id; readonly name: string };

/**
 * Attaches a container to one network and then takes it off another: in this order it is never without a network, and a
 * refusal changes nothing. What the user knows it by goes along; addresses belong to the network that is left.
 */
export function movePlan(container: Named<ContainerId>, from: Named<NetworkId>, to: Named<NetworkId>, was: EndpointSpec): Step[] {
  return [
    { operation: { kind: "connect", network: to, container, endpoint: carried(was) }, undo: { kind: "disconnect", network: to, container, force: false } },
    { operation: { kind: "disconnect", network: from, container, force: false }, undo: { kind: "connect", network: from, container, endpoint: was } },
  ];
}

/** The way back, exactly as it was. */
export function moveBackPlan(container: Named<ContainerId>, from: Named<NetworkId>, to: Named<NetworkId>, was: EndpointSpec): Step[] {
  return [
    { operation: { kind: "connect", network: from, container, endpoint: was }, undo: { kind: "disconnect", network: from, container, force: false } },
    { operation: { kind: "disconnect", network: to, container, force: false } },
  ];
}

/** Those steps about a container whose outcome is not there yet; all where it is not known. */
export function openSteps(steps: readonly Step[], container: Container | undefined): Step[] {
  return steps.filter(({ operation }) => {
    if (container === undefined || (operation.kind !== "connect" && operation.kind !== "disconnect")) return true;
    return isAttached(container, operation.network) !== (operation.kind === "connect");
  });
}

/** Of an endpoint's settings, those that mean the same on another network. */
export function carried({ aliases, gatewayPriority }: EndpointSpec): EndpointSpec {
  return { aliases, ...(gatewayPriority === undefined ? {} : { gatewayPriority }) };
}
