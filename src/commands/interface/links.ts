import * as vscode from "vscode";
import { findLinks, linkLabel } from "../../core/find";
import type { Link, LinkReport } from "../../core/link";
import { isAt, type Target } from "../../core/target";
import { askSearch, cancelled, type Choice } from "../../platform/prompts";
import { plain } from "../../platform/words";
import { linkWords } from "../../platform/wordsLink";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";

/** All links as they are now. */
export async function resolveLinks({ session }: CommandContext): Promise<LinkReport> {
  const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Reading links…") };
  return await vscode.window.withProgress(options, () => session.links.resolve());
}

/** The link that is meant, as it was last seen; else asks for one. */
export async function oneLink(context: CommandContext, title: string, clicked: Target | undefined): Promise<Link> {
  if (clicked === undefined) return await searchLink(title, "", (await resolveLinks(context)).links);
  const at = (report: LinkReport | undefined): Link | undefined => report?.links.find((link) => isAt(link, clicked));
  const link = at(context.session.links.report) ?? at(await resolveLinks(context));
  if (link === undefined) throw new Refusal(vscode.l10n.t("The interface is no longer there."));
  return link;
}

/** Asks for one of these, by whatever is known of it. */
export async function searchLink(title: string, text: string, links: readonly Link[]): Promise<Link> {
  if (links.length === 0) throw new Refusal(vscode.l10n.t("There is no interface: this engine has no container. Start one, then search again."));
  const { value } = await askSearch({
    title,
    placeholder: vscode.l10n.t("veth name, index, MAC or IP address, container, bridge"),
    value: text,
    search: (typed) => findLinks(links, typed).map(({ link }) => choiceOf(link)),
    none: (typed) => nothingFound(typed, links),
  });
  if (value === undefined) throw cancelled();
  return value;
}

/** What was searched, and where. */
export function nothingFound(text: string, links: readonly Link[]): string {
  return vscode.l10n.t(
    "Nothing fits “{0}”. Searched: names, indices, MAC and IP addresses, bridges and containers of {1} interfaces.",
    plain(text),
    links.length,
  );
}

function choiceOf(link: Link): Choice<Link> {
  const { verdict, reason } = linkWords(link);
  return {
    label: plain(linkLabel(link)),
    description: plain([link.container.name, link.network?.name, verdict].filter((part) => part !== undefined).join(" · ")),
    ...(reason === undefined ? {} : { detail: plain(reason) }),
    value: link,
  };
}
