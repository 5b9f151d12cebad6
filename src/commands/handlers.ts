import { goToCompose } from "./compose/goTo";
import { attachToNetwork } from "./container/attachToNetwork";
import { copyContainerId, copyContainerName, copyIp } from "./container/copy";
import { inspectContainer } from "./container/inspect";
import { pauseContainers, restartContainers, startContainers, stopContainers, unpauseContainers } from "./container/lifecycle";
import { showLogs } from "./container/logs";
import { openPort } from "./container/openPort";
import { removeContainers } from "./container/remove";
import { openShell } from "./container/shell";
import { runContainerForm, runContainerQuick } from "./container/run";
import type { CommandContext } from "./context";
import { detach, detachForced } from "./endpoint/detach";
import { moveToNetwork } from "./endpoint/move";
import { configure } from "./engine/configure";
import { retry } from "./engine/retry";
import { arrange } from "./explorer/arrange";
import { clearFilter, filter } from "./explorer/filter";
import { showExplanation } from "./explain/show";
import { refresh } from "./explorer/refresh";
import { reveal } from "./explorer/reveal";
import { allowHelper } from "./helper/allow";
import { revokeHelper } from "./helper/revoke";
import { copyInterfaceIp, copyMac, copyRow, copyVeth } from "./interface/copy";
import { findInterface } from "./interface/find";
import { decodeFile, exportLinks } from "./links/export";
import { showLinks } from "./links/show";
import { showLog } from "./log/show";
import { attachContainer } from "./network/attachContainer";
import { copyNetworkId, copyNetworkName, copySubnet } from "./network/copy";
import { createNetwork } from "./network/create";
import { editNetwork } from "./network/edit";
import { copyNetworkCommand, createNetworkForm, duplicateNetwork } from "./network/form";
import { inspectNetwork } from "./network/inspect";
import { pruneNetworks } from "./network/prune";
import { removeNetworks } from "./network/remove";
import { guarded } from "./report";
import { copyTopology, exportTopology } from "./topology/export";
import { showTopology } from "./topology/show";
import { type ArgumentsOf, type CommandArguments, type CommandId, commandTable } from "./table";
import { decodeTargets } from "./targets";
import { ping, resolveName } from "./walkthrough/ask";
import { cleanUp } from "./walkthrough/cleanUp";
import { explainContainer, makeNetwork, runContainers, tryHost, tryNone, tryShared } from "./walkthrough/make";
import { openWalkthrough } from "./walkthrough/open";

export { offerInterrupted } from "./rebuild/resume";
export { submit } from "./submit";

type Handler<Id extends CommandId> = (context: CommandContext, ...args: ArgumentsOf<Id>) => Promise<unknown>;

const handlers: { readonly [Id in CommandId]: Handler<Id> } = {
  "dockerNetworks.network.create": createNetwork,
  "dockerNetworks.network.createForm": createNetworkForm,
  "dockerNetworks.network.duplicate": duplicateNetwork,
  "dockerNetworks.network.copyCommand": copyNetworkCommand,
  "dockerNetworks.network.attachContainer": attachContainer,
  "dockerNetworks.network.remove": removeNetworks,
  "dockerNetworks.network.prune": pruneNetworks,
  "dockerNetworks.network.edit": editNetwork,
  "dockerNetworks.network.inspect": inspectNetwork,
  "dockerNetworks.network.copyName": copyNetworkName,
  "dockerNetworks.network.copyId": copyNetworkId,
  "dockerNetworks.network.copySubnet": copySubnet,
  "dockerNetworks.container.attachToNetwork": attachToNetwork,
  "dockerNetworks.container.run": runContainerForm,
  "dockerNetworks.container.runQuick": runContainerQuick,
  "dockerNetworks.container.inspect": inspectContainer,
  "dockerNetworks.container.copyName": copyContainerName,
  "dockerNetworks.container.copyId": copyContainerId,
  "dockerNetworks.container.copyIp": copyIp,
  "dockerNetworks.container.start": startContainers,
  "dockerNetworks.container.stop": stopContainers,
  "dockerNetworks.container.restart": restartContainers,
  "dockerNetworks.container.pause": pauseContainers,
  "dockerNetworks.container.unpause": unpauseContainers,
  "dockerNetworks.container.logs": showLogs,
  "dockerNetworks.container.shell": openShell,
  "dockerNetworks.container.openPort": openPort,
  "dockerNetworks.container.remove": removeContainers,
  "dockerNetworks.endpoint.detach": detach,
  "dockerNetworks.endpoint.detachForced": detachForced,
  "dockerNetworks.endpoint.move": moveToNetwork,
  "dockerNetworks.compose.goTo": goToCompose,
  "dockerNetworks.explorer.arrange": arrange,
  "dockerNetworks.explorer.filter": filter,
  "dockerNetworks.explorer.clearFilter": clearFilter,
  "dockerNetworks.explorer.refresh": refresh,
  "dockerNetworks.explorer.reveal": reveal,
  "dockerNetworks.explain.show": showExplanation,
  // The same by the name that says what it is beside another extension's rows.
  "dockerNetworks.explain.details": showExplanation,
  "dockerNetworks.links.show": showLinks,
  "dockerNetworks.links.export": exportLinks,
  "dockerNetworks.topology.show": showTopology,
  "dockerNetworks.topology.export": exportTopology,
  "dockerNetworks.topology.copy": copyTopology,
  "dockerNetworks.helper.allow": allowHelper,
  "dockerNetworks.helper.revoke": revokeHelper,
  "dockerNetworks.interface.find": findInterface,
  "dockerNetworks.interface.copyRow": copyRow,
  "dockerNetworks.interface.copyVeth": copyVeth,
  "dockerNetworks.interface.copyMac": copyMac,
  "dockerNetworks.interface.copyIp": copyInterfaceIp,
  "dockerNetworks.engine.retry": retry,
  "dockerNetworks.engine.configure": configure,
  "dockerNetworks.walkthrough.open": openWalkthrough,
  "dockerNetworks.walkthrough.makeNetwork": makeNetwork,
  "dockerNetworks.walkthrough.runContainers": runContainers,
  "dockerNetworks.walkthrough.resolveName": resolveName,
  "dockerNetworks.walkthrough.ping": ping,
  "dockerNetworks.walkthrough.explain": explainContainer,
  "dockerNetworks.walkthrough.tryHost": tryHost,
  "dockerNetworks.walkthrough.tryNone": tryNone,
  "dockerNetworks.walkthrough.tryShared": tryShared,
  "dockerNetworks.walkthrough.cleanUp": cleanUp,
  "dockerNetworks.log.show": showLog,
};

/** How arguments that may be anything become those of the table. */
const decoders: { readonly [Kind in keyof CommandArguments]: (first: unknown, second: unknown) => CommandArguments[Kind] } = {
  none: () => [],
  targets: decodeTargets,
  file: (first) => [decodeFile(first)],
  text: (first) => [typeof first === "string" && first.trim() !== "" ? first.trim() : undefined],
};

/** Does a command, behind one boundary: failures become words, turning away is silent. */
export function runCommand(context: CommandContext, id: CommandId, first: unknown, second: unknown): Promise<unknown> {
  // The table holds that a command's handler takes what its decoder gives; TypeScript cannot follow that over a union.
  const handler = handlers[id] as (context: CommandContext, ...args: readonly unknown[]) => Promise<unknown>;
  return guarded(context, () => handler(context, ...decoders[commandTable[id]](first, second)));
}
