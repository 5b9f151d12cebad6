import * as vscode from "vscode";
import { withoutPrefix } from "../../core/address";
import { hostPeer, tellingAddresses, type Link } from "../../core/link";
import { rowText } from "../../core/linkTable";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import { linkWords } from "../../platform/wordsLink";
import type { CommandContext } from "../context";
import { copyLines } from "../copy";
import { Refusal } from "../failure";
import { choose } from "../lookUp";
import { oneLink } from "./links";

/** Copies a row of the map, tab separated. */
export async function copyRow(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const link = await oneLink(context, vscode.l10n.t("Copy Row"), clicked);
  await copyLines([rowText(link, linkWords(link))]);
}

/** Copies the name of the host's end. */
export async function copyVeth(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const link = await oneLink(context, vscode.l10n.t("Copy veth Name"), clicked);
  const name = hostPeer(link)?.interface;
  if (name === undefined) throw new Refusal(without(link, vscode.l10n.t("No host interface is known for {0}.", nameOf(link))));
  await copyLines([name]);
}

/** Copies the MAC address of the container's end. */
export async function copyMac(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const link = await oneLink(context, vscode.l10n.t("Copy MAC Address"), clicked);
  if (link.mac === undefined) throw new Refusal(without(link, vscode.l10n.t("No MAC address is known for {0}.", nameOf(link))));
  await copyLines([link.mac]);
}

/** Copies an address of the container's end; of several it asks which. */
export async function copyInterfaceIp(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const title = vscode.l10n.t("Copy IP Address");
  const link = await oneLink(context, title, clicked);
  const choices = tellingAddresses(link.addresses)
    .map(withoutPrefix)
    .map((address) => ({ label: address, value: address }));
  const [first, ...others] = choices;
  const none = without(link, vscode.l10n.t("{0} has no address of its own.", nameOf(link)));
  const address = first !== undefined && others.length === 0 ? first.value : await choose(title, vscode.l10n.t("Choose an address of {0}", nameOf(link)), choices, none);
  await copyLines([address]);
}

function nameOf({ container, interface: name }: Link): string {
  return plain([container.name, name].filter((part) => part !== undefined).join(" "));
}

/** What is missing, and why if that is known. */
function without(link: Link, missing: string): string {
  const { reason } = linkWords(link);
  return reason === undefined ? missing : vscode.l10n.t("{0} ({1})", missing, plain(reason));
}
