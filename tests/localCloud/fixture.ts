import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ControlServer } from "../../localCloud/api/server";
import { Cloud } from "../../localCloud/cloud";
import * as operations from "../../localCloud/control/operations";
import type { Properties } from "../../localCloud/control/resource";
import { type CloudOptions, defaultOptions } from "../../localCloud/options";

/** A cloud within the test's own process, and Pulumi's side of it. */
export class Fixture {
  private constructor(
    readonly cloud: Cloud,
    readonly directory: string,
  ) {}

  static async open(options: Partial<CloudOptions> = {}): Promise<Fixture> {
    const stateDirectory = mkdtempSync(join(tmpdir(), "bluegreen-cloud-test-"));
    const fast = { timeScale: 50, propagationSeconds: 0.05 };
    const cloud = await Cloud.open({ ...defaultOptions, ...fast, ...options, stateDirectory });
    return new Fixture(cloud, stateDirectory);
  }

  close(): void {
    this.cloud.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Checks and creates; returns the state. Throws if the check finds failures. */
  async create(type: string, name: string, inputs: Properties): Promise<Properties> {
    const checked = operations.check(this.cloud, { type, name }, {}, inputs);
    if (checked.failures.length > 0) {
      throw new Error(checked.failures.map(({ reason }) => reason).join("; "));
    }
    const created = await operations.create(this.cloud, { type, name }, checked.inputs);
    return { ...created.state, id: created.id };
  }

  async update(type: string, name: string, state: Properties, changes: Properties): Promise<void> {
    const resource = this.cloud.resources.all(type).find((one) => one.name === name);
    const inputs = { ...resource?.inputs, ...changes };
    await operations.update(this.cloud, { type, name }, String(state.id), state, inputs);
  }

  async delete(type: string, name: string, state: Properties): Promise<void> {
    await operations.remove(this.cloud, { type, name }, String(state.id), state);
  }

  /** A load balancer in two subnets of a VPC of its own. */
  async loadBalancer(name: string): Promise<Properties> {
    const vpc = await this.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnets = await Promise.all(
      ["a", "b"].map((zone, index) =>
        this.create("aws:ec2/subnet:Subnet", zone, {
          ...{ vpcId: vpc.id, cidrBlock: `10.0.${index}.0/24` },
          availabilityZone: `${this.cloud.options.region}${zone}`,
        }),
      ),
    );
    const ids = subnets.map((subnet) => String(subnet.id));
    return this.create("aws:lb/loadBalancer:LoadBalancer", name, { subnets: ids });
  }

  /** An image whose process runs `source`. */
  image(name: string, source: string): string {
    const directory = join(this.directory, name);
    mkdirSync(directory);
    writeFileSync(join(directory, "server.cjs"), source);
    return directory;
  }
}

/** Waits until the condition holds; fails after five seconds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 10) {
    if (waitedMs > 5000) throw new Error(`waited in vain until ${what}`);
    await sleep(10);
  }
}

export async function refusal(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "was not refused";
}

/** The control API of a cloud of its own for each test of a suite. */
export function controlApi(): { fixture: Fixture; server: ControlServer } {
  const api = {} as { fixture: Fixture; server: ControlServer };
  beforeEach(async () => {
    api.fixture = await Fixture.open();
    api.server = new ControlServer(api.fixture.cloud);
    await api.server.open(0);
  });
  afterEach(() => {
    api.server.close();
    api.fixture.close();
  });
  return api;
}
