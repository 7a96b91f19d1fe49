import * as fc from "fast-check";
import {
  type Color,
  colors,
  type ReleaseState,
  type Takeover,
  takeovers,
} from "../../release/state";
import {
  define,
  handOver,
  retire,
  retireAndStay,
  stage,
  switchBack,
  switchOver,
} from "../../release/transitions";

export const imageA = `repo/users@sha256:${"a".repeat(64)}`;
export const imageB = `repo/users@sha256:${"b".repeat(64)}`;

/** What fleets keep of the settings. */
export const keptA = { cpu: 256 };
export const keptB = { cpu: 512 };

export const request = {
  id: "r-1",
  owner: "ann@ci:7",
  startedAt: "2026-01-02T03:04:05.000Z",
  services: { users: { image: imageB, size: 3, settings: keptB } },
};

/** `users` serves from blue, `matching` was never released. */
export const idle: ReleaseState = {
  version: 2,
  revision: 4,
  services: {
    users: {
      activeColor: "blue",
      fleets: {
        blue: { image: imageA, size: 2, settings: keptA },
        green: { image: null, size: 0 },
      },
    },
    matching: {
      activeColor: null,
      fleets: { blue: { image: null, size: 0 }, green: { image: null, size: 0 } },
    },
  },
  current: null,
};

const anySize = fc.integer({ min: 1, max: 9 });
const anyColor = fc.constantFrom<(Color | null)[]>(...colors, null);

const anyService = fc
  .record({ activeColor: anyColor, size: anySize })
  .map(({ activeColor, size }) => ({
    activeColor,
    fleets: {
      blue: {
        image: activeColor && imageA,
        size: activeColor === "blue" ? size : 0,
        ...(activeColor && { settings: keptA }),
      },
      green: {
        image: activeColor && imageA,
        size: activeColor === "green" ? size : 0,
        ...(activeColor && { settings: keptA }),
      },
    },
  }));

/** Any state without a release under way. */
export const anyIdle: fc.Arbitrary<ReleaseState> = fc.record({
  version: fc.constant(2 as const),
  revision: fc.nat(100),
  services: fc.record({ users: anyService, matching: anyService }),
  current: fc.constant(null),
});

export const anyTakeover = fc.constantFrom<(Takeover | undefined)[]>(undefined, ...takeovers);

/**
 * Any state that a release of `users`, `matching` or both can stay in for long: no worker is waiting.
 */
export const anyUnderWay: fc.Arbitrary<ReleaseState> = fc
  .record({
    idle: anyIdle,
    names: fc.subarray(["users", "matching"], { minLength: 1 }),
    size: anySize,
    worker: anyTakeover,
    path: fc.constantFrom("defined", "staged", "switched", "returning", "retired"),
  })
  .map(({ idle: before, names, size, worker, path }) => {
    const candidate = { image: imageB, settings: keptB, size, ...(worker && { worker }) };
    const services = Object.fromEntries(names.map((name) => [name, candidate]));
    if (path === "defined") return define(before, { ...request, services });
    const staged = stage(before, { ...request, services });
    if (path === "staged") return staged;
    const switched = handOver(switchOver(staged));
    if (path === "switched") return switched;
    return path === "retired" ? retireAndStay(switched) : handOver(switchBack(switched));
  });

export const anyState = fc.oneof(anyIdle, anyUnderWay, anyUnderWay.map(retire));
