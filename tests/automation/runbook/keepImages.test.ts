import { expect } from "chai";
import { keepImages } from "../../../automation/runbook/keepImages";
import { servingTag, isServingTag } from "../../../automation/world/imageKeeper";
import { judgeKept, keptImages } from "../../../automation/verify/checks/keptImages";
import { keptRepositories } from "../../../automation/verify/checks/keptRepositories";
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

  it("are reported by `verify` if missing: an error if they serve or are to, a warning if only the way back needs them", () => {
    const judged = (use: "serving" | "candidate" | "retiring" | "rollback") => {
      const of = (missing: string | null) =>
        judgeKept({ service: "users", use, image: at("1") }, missing, "prod");
      expect(of(null)).to.deep.include({ status: "ok", found: `the ${use} image exists` });
      const { status, found } = of("no such digest");
      return `${status}: ${found}`;
    };
    expect(judged("serving")).to.equal(
      "error: the serving image no longer exists, so ECS can't start another task of it: no such digest",
    );
    expect(judged("candidate")).to.equal(
      "error: the candidate image no longer exists, so ECS can't start another task of it, and the release can't end: " +
        "no such digest",
    );
    expect(judged("retiring")).to.equal(
      "warning: the retiring image no longer exists, so the release can't be rolled back once one of its tasks has " +
        "stopped: no such digest",
    );
    expect(judged("rollback")).to.equal(
      "warning: the rollback image no longer exists, so `rollback` can't bring back what served before: no such digest",
    );
  });

  /** What `verify` asked for, and said, in this state. */
  async function lookedFor(users: object, current: object | null = null) {
    const { release } = world({ blue: at("1"), green: at("3") });
    const asked: string[] = [];
    const found = await keptImages.look({
      observer: {
        image: (image: string) => {
          asked.push(image);
          return Promise.resolve({ found: true });
        },
      },
      environment: {
        release: { services: { users: { ...release.services.users, ...users } }, current },
      },
      services: ["users"],
      stack: { name: "prod" },
    } as never);
    return { asked, found: found.map((one) => one.found) };
  }

  it("are looked for by `verify` where `rollback` finds them, not where a failed candidate was", async () => {
    const users = { activeColor: "blue", previous: { image: at("2") } };
    expect(await lookedFor(users)).to.deep.equal({
      asked: [at("2"), at("1")],
      found: ["the rollback image exists", "the serving image exists"],
    });
  });

  it("are looked for by `verify` in both colors during a release", async () => {
    const current = { services: { users: { candidate: "green" } } };
    const previous = { image: at("2") };
    const staged = await lookedFor({ activeColor: "blue", previous }, current);
    expect(staged).to.deep.equal({
      asked: [at("2"), at("3"), at("1")],
      found: ["rollback", "candidate", "serving"].map((use) => `the ${use} image exists`),
    });
    const switched = await lookedFor({ activeColor: "green", previous }, current);
    expect(switched).to.deep.equal({
      asked: [at("2"), at("3"), at("1")],
      found: ["rollback", "serving", "retiring"].map((use) => `the ${use} image exists`),
    });
  });

  it("of a fleet that is being decommissioned are looked for, and not those of an older candidate", async () => {
    const current = { services: { users: { candidate: "green" } }, leaves: true };
    expect(await lookedFor({ activeColor: null }, current)).to.deep.equal({
      asked: [at("1")],
      found: ["the retiring image exists"],
    });
  });

  it("that stay in ECR without a service are listed by `verify`, with how to delete them", async () => {
    const look = (settings: object) =>
      keptRepositories.look({
        inspector: {
          repositories: (prefix: string) => {
            expect(prefix).to.equal("bluegreen/dev/");
            return Promise.resolve({ value: ["bluegreen/dev/gone", "bluegreen/dev/users"] });
          },
        },
        environment: { inventory: { region: "eu-central-1" } },
        stack: { name: "dev", settings: { services: { users: {} }, ...settings } },
        project: "bluegreen",
      } as never);
    const told = (name: string) => ({
      subject: "no service",
      status: "ok",
      found:
        `ECR keeps bluegreen/dev/${name} with its images; to delete it: \`aws ecr delete-repository ` +
        `--force --repository-name bluegreen/dev/${name} --region eu-central-1\``,
      todo: "",
    });
    expect(await look({})).to.deep.equal([told("gone")]);
    expect(await look({ imagesFrom: "prod" })).to.deep.equal([told("gone"), told("users")]);
  });
});
