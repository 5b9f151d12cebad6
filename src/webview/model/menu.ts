import { hostPeer, type Link } from "../../core/link";
import { targetOf } from "../../core/target";

/**
 * What the editor is told of a row for its context menu: a `Target`, which the commands get, and what the conditions in the
 * manifest ask for (`webview/context`).
 */
export function menuContext(link: Link): string {
  return JSON.stringify({
    ...targetOf(link),
    webviewSection: "link",
    preventDefaultContextMenuItems: true,
    hasVeth: hostPeer(link)?.interface !== undefined,
    hasMac: link.mac !== undefined,
    hasIp: link.addresses.length > 0,
  });
}
