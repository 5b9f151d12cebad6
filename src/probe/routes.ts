import { parse } from "ipaddr.js";
import type { HostRoute } from "../core/linkFacts";
import { machine } from "./files";

/** IPv4 routes of /proc/net/route, without the default ones. */
export function parseRoutes(text: string): HostRoute[] {
  return text.split("\n").flatMap((line) => {
    const match = /^([^\s/:]{1,15})\t([0-9A-F]{8})\t[0-9A-F]{8} *\t[0-9A-F]{4}\t\d+\t\d+\t\d+\t([0-9A-F]{8})\t/.exec(line);
    if (match === null) return [];
    const [, name = "", destination = "", mask = ""] = match;
    const prefix = parseInt(mask, 16).toString(2).replaceAll("0", "").length;
    // The kernel prints addresses as the number that a little-endian machine reads.
    const parts = destination.match(/../g)?.reverse().map((part) => parseInt(part, 16)) ?? [];
    return prefix === 0 ? [] : [{ destination: `${parts.join(".")}/${prefix}`, interface: name }];
  });
}

/** IPv6 routes of /proc/net/ipv6_route, without default, link-local, multicast and single addresses. */
export function parseRoutes6(text: string): HostRoute[] {
  return text.split("\n").flatMap((line) => {
    // Most lines are the link-local ones of veths: they are out at the first letters.
    const match = /^(?!ff|fe80)([0-9a-f]{32}) (?!00|80)([0-9a-f]{2}) .* +([^\s/:]{1,15})$/.exec(line);
    if (match === null || match[3] === "lo") return [];
    const [, digits = "", hex = "", name = ""] = match;
    return [{ destination: `${parse(digits.replace(/....(?=.)/g, "$&:")).toString()}/${parseInt(hex, 16)}`, interface: name }];
  });
}

/** The routes of this process's own network namespace; none where they cannot be read. */
export function readRoutes(): HostRoute[] {
  return [...parseRoutes(machine.text("/proc/net/route") ?? ""), ...parseRoutes6(machine.text("/proc/net/ipv6_route") ?? "")];
}
