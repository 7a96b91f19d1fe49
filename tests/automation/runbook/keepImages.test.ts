import { expect } from "chai";
import { keepImages } from "../../../automation/runbook/keepImages";
import { servingTag, isServingTag } from "../../../automation/world/imageKeeper";
import { judgeKept, keptImages } from "../../../automation/verify/checks/keptImages";
import { refused } from "../../../automation/world/errors";
import type { Ports } from "../../../automation/world/ports";
import { emptyState, withServices } from "../../../release/state";

const uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/bluegreen/dev/users";
const at = (digit: string, from = uri) => `${from}@sha256:${digit.repeat(64)}`;

/** Two fleets of users, and what the keeper was asked for. */
function world(images: Record<"blue" | "green", string | null>, failure?: Error) {
  const { services } = withServices(emptyState, ["users"]);
  const { users } = services;
  const fleets = {
    blue: { ...users!.fleets.blue, image: images.blue },
    green: { ...users!.fleets.green, image: images.green },
  };
  const kept: unknown[] = [];
  const warned: string[] = [];
  const ports = {
    stack: { project: "bluegreen", name: "dev", settings: {} },
    reporter: { warn: (line: string) => warned.push(line) },
    imageKeeper: {
      keep: (...asked: unknown[]) => {
        kept.push(asked);
        return failure ? Promise.reject(failure) : Promise.resolve();
      },
    },
  } as unknown as Ports;
  return { ports, release: { services: { users: { ...users!, fleets } } }, kept, warned };
}

describe("images that a stack needs", () => {
  it("are those that serve, that a rollback needs and of the candidate, by repository", async () => {
    const other = uri.replace("users", "shared");
    const { ports, release, kept } = world({ blue: at("1"), green: at("2", other) });
    await keepImages(ports, release, [at("3"), at("1")]);
    expect(kept).to.deep.equal([
      [uri, "bluegreen/dev", [`sha256:${"1".repeat(64)}`, `sha256:${"3".repeat(64)}`]],
      [other, "bluegreen/dev", [`sha256:${"2".repeat(64)}`]],
    ]);
  });

  it("include what a rollback brings back, once a failed candidate has taken its fleet", async () => {
    const { ports, release, kept } = world({ blue: at("1"), green: at("3") });
    await keepImages(ports, {
      services: { users: { ...release.services.users, previous: { image: at("2") } } },
    });
    expect(kept).to.deep.equal([
      [uri, "bluegreen/dev", ["1", "3", "2"].map((digit) => `sha256:${digit.repeat(64)}`)],
    ]);
  });

  it("are not tagged in other registries, which their owners manage", async () => {
    const { ports, release, kept } = world({ blue: at("1", "ghcr.io/team/users"), green: null });
    await keepImages(ports, release);
    expect(kept).to.deep.equal([]);
  });

  it("don't stop a release when they can't be tagged", async () => {
    const { ports, release, warned } = world(
      { blue: at("1"), green: null },
      refused("denied", "allow it"),
    );
    await keepImages(ports, release);
    expect(warned).to.deep.equal([
      `images in ${uri} are not protected from its lifecycle rules: denied`,
    ]);
  });

  it("do not keep a stopped command running", async () => {
    const stopped = new Error("stopped by SIGTERM");
    const { ports, release, warned } = world({ blue: at("1"), green: null }, stopped);
    expect(await keepImages(ports, release).catch((error: unknown) => error)).to.equal(stopped);
    expect(warned).to.deep.equal([]);
  });

  it("are not tagged by a preview in another stack's repository", async () => {
    const other = uri.replace("/dev/", "/prod/");
    const { ports, release, kept } = world({ blue: at("1"), green: at("2", other) });
    const own = uri.replace("/dev/", "/pr-7/");
    const preview = { ...ports, stack: { ...ports.stack, name: "pr-7" } };
    const { users } = release.services;
    const blue = { ...users.fleets.blue, image: at("1", own) };
    await keepImages(preview, {
      services: { users: { ...users, fleets: { ...users.fleets, blue } } },
    });
    expect(kept).to.deep.equal([[own, "bluegreen/pr-7", [`sha256:${"1".repeat(64)}`]]]);
  });

  it("are tagged there by a stack that stays, though it is built on the other one", async () => {
    const other = uri.replace("/dev/", "/prod/");
    const { ports, release, kept } = world({ blue: at("1", other), green: null });
    Object.assign(ports.stack.settings, { foundation: "prod" });
    await keepImages(ports, release);
    expect(kept).to.deep.equal([[other, "bluegreen/dev", [`sha256:${"1".repeat(64)}`]]]);
  });

  it("have tags that tell stacks apart", () => {
    const tag = servingTag("shop/dev-2", `sha256:${"a".repeat(64)}`);
    expect(tag).to.equal("serving-shop.dev-2-aaaaaaaaaaaa");
    const owners = ["shop/dev-2", "shop/dev", "blog/dev-2"];
    expect(owners.map((owner) => isServingTag(owner, tag))).to.deep.equal([true, false, false]);
    expect(isServingTag("shop/dev", "serving-shop.dev-v1")).to.equal(false);
  });

  it("are reported by `verify` if missing: an error if they serve, a warning if a rollback needs them", () => {
    const judged = (serves: boolean, missing: string | null) => {
      const kept = { service: "users", serves, image: at("1") };
      const { status, found } = judgeKept(kept, missing, "prod");
      return `${status}: ${found}`;
    };
    expect([judged(true, null), judged(false, null)]).to.deep.equal([
      "ok: the serving image exists",
      "ok: the rollback image exists",
    ]);
    expect(judged(true, "no such digest")).to.equal(
      "error: the serving image no longer exists, so ECS can't start another task of it: no such digest",
    );
    expect(judged(false, "no such digest")).to.equal(
      "warning: the previous image no longer exists, so `rollback` can't bring back what served before: no such digest",
    );
  });

  it("are looked for by `verify` where `rollback` finds them, not where a failed candidate was", async () => {
    const { release } = world({ blue: at("1"), green: at("3") });
    const users = { ...release.services.users, activeColor: "blue", previous: { image: at("2") } };
    const asked: string[] = [];
    const found = await keptImages.look({
      observer: {
        image: (image: string) => {
          asked.push(image);
          return Promise.resolve({ found: true });
        },
      },
      environment: { release: { services: { users } } },
      services: ["users"],
      stack: { name: "prod" },
    } as never);
    expect(asked).to.deep.equal([at("1"), at("2")]);
    expect(found).to.have.length(2);
  });
});
