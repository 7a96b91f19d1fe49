import { expect } from "chai";
import { parse } from "yaml";
import { adoptFromEcs, type FromEcsOptions } from "../../../automation/commands/adoptFromEcs";
import type { Session } from "../../../automation/commands/session";
import type { EcsService } from "../../../automation/world/ecsService";
import { refusalOf } from "../../support/refusalOf";
import { projectDouble } from "./projectDouble";
import { api, serving } from "./servingWorld";

const found: EcsService = {
  service: {
    desiredCount: 2,
    loadBalancers: [{ targetGroupArn: "arn:tg", containerName: "web", containerPort: 3000 }],
  },
  taskDefinition: {
    ...{ cpu: "256", memory: "512" },
    containerDefinitions: [{ name: "web", image: "ghcr.io/shop/web:7" }],
  },
  targetGroup: { Protocol: "HTTP", HealthCheckPath: "/ok", attributes: {} },
};

const file = "# settings of the shop\nconfig:\n  bluegreen:services:\n    users: {}\n";

async function world(isRehearsal = false, of = found) {
  const { ports, run } = await serving({ users: api });
  ports.stack.preview = () => Promise.resolve({ planned: [] } as never);
  const asked: string[] = [];
  const read = (cluster: string, service: string) => {
    asked.push(`${cluster} ${service}`);
    return Promise.resolve(of);
  };
  const session = {
    ...{ run, stack: ports.stack, ecsService: () => (isRehearsal ? undefined : read) },
  } as unknown as Session;
  const files: Record<string, string> = { dev: file };
  const opened: (string | undefined)[] = [];
  const { project } = projectDouble({
    ...{ stacks: { dev: { domain: "example.com" } }, files },
    open: (_, text) => {
      opened.push(text);
      return Promise.resolve(session);
    },
  });
  const adopt = (more: Partial<FromEcsOptions> = {}) =>
    adoptFromEcs(project, {
      ...{ stack: "dev", cwd: "", json: false, service: "web", record: [], finish: false },
      ...{ dryRun: false, fromEcs: "prod/web", ...more },
    });
  return { adopt, files, asked, opened };
}

describe("`adopt --from-ecs`", () => {
  it("writes the service's settings, adopts nothing, and says what is left to do", async () => {
    const { adopt, files, asked, opened } = await world();
    const { text, json, exitCode } = await adopt({ record: ["shop.example.net"] });
    expect([exitCode, asked]).to.deep.equal([0, ["prod web"]]);
    expect(files["dev"]).to.match(/^# settings of the shop\n/);
    const { config } = parse(files["dev"]!) as { config: Record<string, Record<string, object>> };
    expect(config["bluegreen:services"]!["web"]).to.deep.equal({
      ...{ hosts: ["shop.example.net"], port: 3000, repository: "ghcr.io/shop/web", size: 2 },
      ...{ cpu: 256, memoryMiB: 512, healthCheck: { path: "/ok" }, droppedCapabilities: [] },
      ...{ readonlyRootFilesystem: false, init: false },
    });
    expect(opened).to.include(files["dev"]);
    const lines = text.split("\n");
    expect(lines[0]).to.equal("read ECS service prod/web, which runs ghcr.io/shop/web:7");
    expect(lines.filter((line) => line.startsWith("not taken over: "))).to.have.length(2);
    const next =
      "look through `services.web` in Pulumi.dev.yaml, then: bluegreen up --stack dev; then: " +
      "bluegreen adopt --stack dev --service web --record shop.example.net";
    expect([lines.at(-1), json]).to.deep.equal([
      `next: ${next}`,
      { ...json, ...{ next, image: "ghcr.io/shop/web:7", edited: true, applied: false } },
    ]);
  });

  it("writes the other settings where they refuse a value, and lists it", async () => {
    const container = { name: "web", image: "ghcr.io/shop/web:7", user: "www data" };
    const { adopt, files } = await world(false, {
      ...found,
      taskDefinition: { ...found.taskDefinition, containerDefinitions: [container] },
    });
    const { text } = await adopt();
    expect(files["dev"]).to.include("repository: ghcr.io/shop/web").and.not.include("www data");
    expect(text).to.match(/\nnot taken over: `user` must be a user such as .*, found `www data`\n/);
  });

  it("writes nothing with --dry-run, and no names where the service gets that one anyway", async () => {
    const { adopt, files } = await world();
    const { text, json } = await adopt({ dryRun: true, record: ["WEB.example.com."] });
    expect(files["dev"]).to.equal(file);
    const shown = text.slice(text.indexOf("\n  web:"), text.indexOf("\nnot taken over: "));
    expect(parse(shown)).to.deep.equal({
      web: {
        ...{ port: 3000, repository: "ghcr.io/shop/web", size: 2, cpu: 256, memoryMiB: 512 },
        ...{ healthCheck: { path: "/ok" }, droppedCapabilities: [] },
        ...{ readonlyRootFilesystem: false, init: false },
      },
    });
    expect(text).to.match(/\nnext: run the same command without --dry-run$/);
    expect(json).to.deep.include({ edited: false });
    const named = await world();
    await named.adopt({ record: ["WEB.example.com."] });
    expect(named.files["dev"]).to.not.include("hosts");
  });

  it("is refused where it can't read, or would replace settings, and writes nothing", async () => {
    const refused = async (more: Partial<FromEcsOptions>, isRehearsal = false) => {
      const { adopt, files } = await world(isRehearsal);
      const { found, next } = await refusalOf(() => adopt(more));
      expect(files["dev"]).to.equal(file);
      return [found, next];
    };
    expect(await refused({ fromEcs: "web" })).to.deep.equal([
      "`web` does not name an ECS service",
      "name its cluster and the service, as in `--from-ecs prod/users`",
    ]);
    expect(await refused({ finish: true })).to.deep.equal([
      "--from-ecs and --finish contradict each other",
      "bluegreen adopt --stack dev --service web --finish",
    ]);
    expect((await refused({ service: "users" }))[0]).to.equal(
      "service users already exists in the settings",
    );
    expect((await refused({}, true))[0]).to.equal("a rehearsal has no ECS services of others");
  });
});
