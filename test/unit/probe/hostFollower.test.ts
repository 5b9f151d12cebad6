import assert from "node:assert/strict";
import { mock } from "node:test";
import { HostFollower } from "../../../src/probe/hostFollower";
import { parseNews, type Heard, type LinkMonitor } from "../../../src/probe/linkMonitor";
import type { NetlinkReading } from "../../../src/probe/netlink";

describe("Following the host", () => {
  let tell: Heard;
  let lost: number;
  let disposed: number;
  let follower: HostFollower;
  const monitor = { listening: true, dispose: () => disposed++ } as unknown as LinkMonitor;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    [tell, lost, disposed] = [() => assert.fail("nobody listens"), 0, 0];
    follower = new HostFollower(
      (heard) => {
        tell = heard;
        return monitor;
      },
      () => lost++,
    );
  });
  afterEach(() => {
    follower.dispose();
    mock.timers.reset();
  });

  it("listens only once it is proven whose host it is, and while somebody wants to know", () => {
    follower.proven();
    assert.equal(follower.moment, undefined);
    const handle = follower.follow(() => undefined);
    assert.equal(follower.moment, undefined);
    follower.proven();
    assert.equal(follower.moment, 0);
    handle.dispose();
    assert.deepEqual([follower.moment, disposed], [undefined, 1]);
  });

  it("makes one piece of news of a thousand, and no more than one in 150 ms of a storm", () => {
    let told = 0;
    const handle = follower.follow(() => told++);
    follower.proven();
    for (let index = 0; index < 1_000; index++) tell({ ifindex: index, address: false });
    mock.timers.tick(30);
    assert.equal(told, 1);
    for (let ms = 0; ms < 20; ms++) {
      tell(ms === 7 ? "lost" : "something");
      mock.timers.tick(1);
    }
    assert.deepEqual([told, lost], [1, 1]);
    mock.timers.tick(150);
    assert.equal(told, 2);
    tell("something");
    handle.dispose();
    mock.timers.tick(1_000);
    assert.equal(told, 2, "nobody is told who does not follow");
  });

  const reading: NetlinkReading = { method: "netlink", links: [], namespaces: new Map(), forwarding: new Map() };

  it("knows what it read to hold until something is heard", () => {
    follower.keep(reading, follower.moment);
    assert.equal(follower.reading, undefined, "nobody listens");
    assert.equal(follower.known, undefined);
    follower.follow(() => undefined);
    follower.proven();
    const { moment } = follower;
    follower.keep(reading, moment);
    assert.equal(follower.reading, reading);
    tell({ ifindex: 7, address: false });
    assert.equal(follower.reading, undefined);
    follower.keep(reading, moment);
    assert.equal(follower.reading, undefined, "it was read before that");
    follower.keep(reading, follower.moment);
    assert.equal(follower.reading, reading);
  });

  it("knows which links were heard of since, and whether of addresses, as long as it is told which", () => {
    follower.follow(() => undefined);
    follower.proven();
    const heard = (): unknown => follower.known && [[...follower.known.links], follower.known.addresses];
    follower.keep(reading, follower.moment);
    assert.deepEqual(heard(), [[], false]);
    tell({ ifindex: 7, address: false });
    const { moment } = follower;
    tell({ ifindex: 9, address: true });
    tell({ ifindex: 7, address: false });
    assert.deepEqual(heard(), [[7, 9], true]);
    follower.keep(reading, moment);
    assert.deepEqual(heard(), [[7, 9], true], "what was read then had the first of it only");
    follower.keep(reading, follower.moment);
    assert.deepEqual(heard(), [[], false]);
    for (const news of ["something", "lost"] as const) {
      tell(news);
      assert.equal(heard(), undefined);
      follower.keep(reading, follower.moment);
      assert.deepEqual(heard(), [[], false]);
    }
  });

  it("takes a part of the host for known, but not for all of it", () => {
    follower.follow(() => undefined);
    follower.proven();
    const part: NetlinkReading = { ...reading, part: true };
    follower.keep(part, follower.moment);
    assert.equal(follower.reading, undefined);
    assert.equal(follower.known?.reading, part);
  });

  it("hears from iproute2’s lines which link it is, and of what", () => {
    const lines = {
      "4: va@vb: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop master br0 state DOWN group default \\    link/ether 2e:ab:d6:ec:69:84 brd ff:ff:ff:ff:ff:ff": { ifindex: 4, address: false },
      "40: veth0fbbd68@if39: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state UP \\    link/ether 2e:ab:d6:ec:69:84": { ifindex: 40, address: false },
      "Deleted 4: va@vb: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state UP \\    link/ether 2e:ab:d6:ec:69:84": { ifindex: 4, address: false },
      "2: br0    inet 10.0.0.1/24 scope global br0\\       valid_lft forever preferred_lft forever": { ifindex: 2, address: true },
      "Deleted 3: vb    inet6 fe80::9468:8eff:fe02:c6f3/64 scope link \\       valid_lft forever preferred_lft forever": { ifindex: 3, address: true },
      "[LINK]4: va: <BROADCAST>": "something",
      "": "something",
    };
    for (const [line, news] of Object.entries(lines)) assert.deepEqual(parseNews(line), news, line);
  });

  it("has what is not settled looked at again once, unless it settles or nobody follows", () => {
    let told = 0;
    follower.lookAgain(100);
    follower.follow(() => told++);
    follower.lookAgain(100);
    follower.lookAgain(100);
    mock.timers.tick(200);
    assert.equal(told, 1);
    follower.lookAgain(100);
    mock.timers.tick(60);
    follower.lookAgain(100);
    mock.timers.tick(60);
    assert.equal(told, 2, "asking again and again does not put it off");
    mock.timers.tick(100);
    assert.equal(told, 2);
    follower.lookAgain(1_000);
    follower.lookAgain(50);
    mock.timers.tick(60);
    assert.equal(told, 3, "the earlier counts");
    follower.lookAgain(100);
    follower.settled();
    mock.timers.tick(200);
    assert.equal(told, 3);
  });
});
