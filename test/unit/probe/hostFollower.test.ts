import assert from "node:assert/strict";
import { mock } from "node:test";
import { HostFollower } from "../../../src/probe/hostFollower";
import type { Heard, LinkMonitor } from "../../../src/probe/linkMonitor";

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
    for (let index = 0; index < 1_000; index++) tell(false);
    mock.timers.tick(30);
    assert.equal(told, 1);
    for (let ms = 0; ms < 20; ms++) {
      tell(ms === 7);
      mock.timers.tick(1);
    }
    assert.deepEqual([told, lost], [1, 1]);
    mock.timers.tick(150);
    assert.equal(told, 2);
    tell(false);
    handle.dispose();
    mock.timers.tick(1_000);
    assert.equal(told, 2, "nobody is told who does not follow");
  });

  it("knows what it read to hold until something is heard", () => {
    const reading = { method: "netlink", links: [], forwarding: new Map() } as const;
    follower.keep(reading, follower.moment);
    assert.equal(follower.reading, undefined, "nobody listens");
    follower.follow(() => undefined);
    follower.proven();
    const { moment } = follower;
    follower.keep(reading, moment);
    assert.equal(follower.reading, reading);
    tell(false);
    assert.equal(follower.reading, undefined);
    follower.keep(reading, moment);
    assert.equal(follower.reading, undefined, "it was read before that");
    follower.keep(reading, follower.moment);
    assert.equal(follower.reading, reading);
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
    follower.settled();
    mock.timers.tick(200);
    assert.equal(told, 1);
  });
});
