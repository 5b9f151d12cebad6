import type { Uri } from "vscode";
import type { Target } from "../core/target";

/**
 * Every command, and which arguments it takes. All arguments may be absent: the command then asks, so that one command
 * serves palette, menus, keyboard, drag and drop, and other extensions.
 */
export const commandTable = {
  "dockerNetworks.network.create": "none",
  "dockerNetworks.network.createForm": "none",
  "dockerNetworks.network.duplicate": "targets",
  "dockerNetworks.network.copyCommand": "targets",
  "dockerNetworks.network.attachContainer": "targets",
  "dockerNetworks.network.remove": "targets",
  "dockerNetworks.network.prune": "none",
  "dockerNetworks.network.edit": "targets",
  "dockerNetworks.network.inspect": "targets",
  "dockerNetworks.network.copyName": "targets",
  "dockerNetworks.network.copyId": "targets",
  "dockerNetworks.network.copySubnet": "targets",
  "dockerNetworks.container.attachToNetwork": "targets",
  "dockerNetworks.container.run": "targets",
  "dockerNetworks.container.runQuick": "none",
  "dockerNetworks.container.inspect": "targets",
  "dockerNetworks.container.copyName": "targets",
  "dockerNetworks.container.copyId": "targets",
  "dockerNetworks.container.copyIp": "targets",
  "dockerNetworks.container.start": "targets",
  "dockerNetworks.container.stop": "targets",
  "dockerNetworks.container.restart": "targets",
  "dockerNetworks.container.pause": "targets",
  "dockerNetworks.container.unpause": "targets",
  "dockerNetworks.container.logs": "targets",
  "dockerNetworks.container.shell": "targets",
  "dockerNetworks.container.openPort": "targets",
  "dockerNetworks.container.remove": "targets",
  "dockerNetworks.endpoint.detach": "targets",
  "dockerNetworks.endpoint.detachForced": "targets",
  "dockerNetworks.endpoint.move": "targets",
  "dockerNetworks.compose.goTo": "targets",
  "dockerNetworks.explorer.arrange": "none",
  "dockerNetworks.explorer.filter": "none",
  "dockerNetworks.explorer.clearFilter": "none",
  "dockerNetworks.explorer.refresh": "none",
  "dockerNetworks.explorer.reveal": "targets",
  "dockerNetworks.explain.show": "targets",
  "dockerNetworks.explain.details": "targets",
  "dockerNetworks.links.show": "targets",
  "dockerNetworks.links.export": "file",
  "dockerNetworks.topology.show": "targets",
  "dockerNetworks.topology.export": "file",
  "dockerNetworks.topology.copy": "none",
  "dockerNetworks.helper.allow": "none",
  "dockerNetworks.helper.revoke": "none",
  "dockerNetworks.interface.find": "text",
  "dockerNetworks.interface.copyRow": "targets",
  "dockerNetworks.interface.copyVeth": "targets",
  "dockerNetworks.interface.copyMac": "targets",
  "dockerNetworks.interface.copyIp": "targets",
  "dockerNetworks.engine.retry": "none",
  "dockerNetworks.engine.configure": "none",
  "dockerNetworks.walkthrough.open": "none",
  "dockerNetworks.walkthrough.makeNetwork": "none",
  "dockerNetworks.walkthrough.runContainers": "none",
  "dockerNetworks.walkthrough.resolveName": "none",
  "dockerNetworks.walkthrough.ping": "none",
  "dockerNetworks.walkthrough.explain": "none",
  "dockerNetworks.walkthrough.tryHost": "none",
  "dockerNetworks.walkthrough.tryNone": "none",
  "dockerNetworks.walkthrough.tryShared": "none",
  "dockerNetworks.walkthrough.cleanUp": "none",
  "dockerNetworks.log.show": "none",
} as const;

export type CommandId = keyof typeof commandTable;

/** Arguments by kind, as they are after decoding. */
export interface CommandArguments {
  none: [];
  /** The row that was clicked, and all that are meant: the selection, or what was dropped on the row. */
  targets: [clicked: Target | undefined, all: readonly Target[]];
  file: [file: Uri | undefined];
  text: [text: string | undefined];
}

export type ArgumentsOf<Id extends CommandId> = CommandArguments[(typeof commandTable)[Id]];
