import type { Settings } from "../../../config/schema";
import type {
  ApplyOptions,
  Deployed,
  EngineState,
  Preview,
  Stack,
} from "../../../automation/world/ports";
import { originTarget } from "../../../release/origin";
import type { RecordPlace } from "../../../release/routing";
import type { ReleaseState } from "../../../release/state";
import type { Deployer } from "../deployer";
import { closedWindows, dnsName, originRecord } from "../environment";
import type { Reach } from "../reach";
import type { Calls } from "./calls";

/** The model's stack, as one deployer sees it. */
export class ModelStack implements Stack {
  readonly project = "bluegreen";
  readonly name = "model";
  private readonly open: Settings;
  private readonly closed: Settings;

  constructor(
    private readonly reach: Reach,
    private readonly deployer: Deployer,
    private readonly calls: Calls,
  ) {
    this.open = reach.file.settings;
    this.closed = this.open.windows ? { ...this.open, windows: closedWindows } : this.open;
  }

  /** Windows that close are others from then on: the model's time is not that of a calendar. */
  get settings(): Settings {
    return this.reach.world.held.windows ? this.closed : this.open;
  }

  read(): Promise<Deployed> {
    return this.calls.answer("reading the outputs", () => this.deployed());
  }

  engineState(): Promise<EngineState> {
    const { backend, environment } = this.reach;
    return this.calls.answer("reading Pulumi's state", () => {
      const targets: EngineState["targets"] = {};
      for (const name of environment.services) {
        const edge = backend.recorded("productionRecord", name) as RecordPlace | null | undefined;
        const { productionName } = environment.inventory.services[name]!;
        if (edge && productionName) targets[productionName] = targetOf(edge);
      }
      // Here ECS can be asked about every fleet by name.
      return {
        targets,
        tasks: {},
        instances: {},
        repositories: {},
        pending: backend.pending,
        writtenAt: backend.history.writtenAt,
        content: backend.history.writtenAt,
      };
    });
  }

  look(): Promise<never> {
    return Promise.reject(new Error("`status` is not simulated"));
  }

  preview(): Promise<Preview> {
    return Promise.reject(new Error("the model has no preview"));
  }

  dependents(): ReturnType<Stack["dependents"]> {
    return Promise.resolve([]);
  }

  provenance(): ReturnType<Stack["provenance"]> {
    return this.calls.answer("reading the history", () => ({
      settings: this.reach.file.digest,
      last: this.reach.backend.history.last,
    }));
  }

  async apply(wanted: ReleaseState, { refresh, only }: ApplyOptions): Promise<Deployed> {
    const settings = await this.reach.engine.up(this.deployer, wanted, { refresh, only });
    return { ...this.deployed(), settings };
  }

  private deployed(): Deployed {
    const { backend, environment } = this.reach;
    const { rollBackSettings } = this.reach.definitionRules;
    const release = rollBackSettings ? backend.outputs : withoutPrevious(backend.outputs);
    return { release, inventory: environment.inventory, colorSecret: "secret" };
  }
}

/** Where a record leads, as Pulumi and Route 53 have it. */
export function targetOf(place: RecordPlace): string {
  return place === "origin" ? originTarget(originRecord) : dnsName(place);
}

/** As if the state knew only which image served before. */
function withoutPrevious(release: ReleaseState): ReleaseState {
  const services = Object.entries(release.services).map(([name, { previous, ...service }]) => [
    name,
    previous ? { ...service, previous: { image: previous.image } } : service,
  ]);
  return { ...release, services: Object.fromEntries(services) as ReleaseState["services"] };
}
