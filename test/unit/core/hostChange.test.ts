import assert from "node:assert/strict";
import { endsOf, hostChanges, isTouched } from "../../../src/core/hostChange";
import type { Link } from "../../../src/core/link";
import type { HostLink, HostReading } from "../../../src/core/linkFacts";

const bridge: HostLink = { name: "br-a", ifindex: 3, iflink: 3, kind: "bridge", addresses: ["172.18.0.1/16"], state: "up" };
const port: HostLink = { name: "veth1", ifindex: 7, iflink: 2, kind: "veth", nsid: 4, bridge: "br-a", addresses: [], state: "up" };
const host = (...links: HostLink[]): HostReading => ({ method: "netlink", links, forwarding: new Map() });
const names = (changes: readonly HostLink[]): string[] => changes.map(({ name, bridge: on }) => `${name}@${on ?? ""}`);

const pair = { peer: { interface: "veth1", ifindex: 7, bridge: "br-a", namespace: "host" } } as Link;
const ambiguous = { candidates: [{ ifindex: 7, namespace: "host" }] } as unknown as Link;

describe("What changed between two looks at the host", () => {
  it("is nothing when only states, or addresses of what is no bridge, are others", () => {
    assert.deepEqual(hostChanges(host(bridge, port), host({ ...bridge, state: "down" }, { ...port, enabled: false, addresses: ["fe80::1/64"] })), []);
  });

  it("is each link that came, went, moved, was renamed or leads elsewhere, as it was and as it is", () => {
    assert.deepEqual(names(hostChanges(host(bridge, port), host(bridge, { ...port, bridge: "br-b" }))), ["veth1@br-a", "veth1@br-b"]);
    assert.deepEqual(names(hostChanges(host(bridge, port), host({ ...bridge, name: "foo" }, { ...port, bridge: "foo" }))), ["br-a@", "foo@", "veth1@br-a", "veth1@foo"]);
    assert.deepEqual(names(hostChanges(host(bridge, port), host(bridge))), ["veth1@br-a"]);
    assert.deepEqual(names(hostChanges(host(bridge), host(bridge, port))), ["veth1@br-a"]);
    assert.equal(hostChanges(host(port), host({ ...port, nsid: 5 })).length, 2);
    assert.equal(hostChanges(host(bridge), host({ ...bridge, addresses: [] })).length, 2);
  });

  it("is looked for at the ends that rows are about and at their bridges", () => {
    const elsewhere = { ...port, name: "veth2", ifindex: 9 };
    assert.deepEqual([...endsOf([pair], host(bridge, port, elsewhere))], [7, 3]);
    assert.deepEqual([...endsOf([ambiguous], host(port))], [7]);
    assert.deepEqual([...endsOf([{ peer: { ifindex: 9, namespace: "container" } } as Link, {} as Link], host(bridge, port, elsewhere))], []);
  });

  it("concerns a container whose other end it is, whose bridge it is, or whose namespace it leads to", () => {
    assert.ok(isTouched([pair], 4, [{ ...port, bridge: "br-b" }]));
    assert.ok(isTouched([ambiguous], 4, [port]));
    assert.ok(isTouched([pair], 4, [bridge]));
    assert.ok(isTouched([], 4, [{ ...port, name: "new", ifindex: 9 }]));
  });

  it("concerns no other, but every one whose namespace is not known when something leads into one", () => {
    const other = { ...port, name: "other", ifindex: 9, nsid: 5, bridge: "br-b" };
    assert.ok(!isTouched([pair], 4, [other]));
    assert.ok(isTouched([], -1, [other]));
    assert.ok(isTouched([], undefined, [other]));
    assert.ok(!isTouched([], undefined, [bridge]));
  });
});
