import type { Inventory, ServiceInventory } from "../../../release/inventory";
import type {
  OneOffRequest,
  OneOffStart,
  OneOffTask,
  OneOffTasks,
} from "../../../automation/world/oneOffTasks";
import type { Reach } from "../reach";
import type { Calls } from "./calls";

/** The model's one-off tasks, as one deployer reaches them. */
export class ModelOneOffTasks implements OneOffTasks {
  constructor(
    private readonly reach: Reach,
    private readonly calls: Calls,
  ) {}

  find(_: Inventory, { key }: Pick<OneOffRequest, "key">): Promise<OneOffTask | null> {
    const { oneOffTasks } = this.reach.world;
    return this.calls.answer("looking for a task", () => oneOffTasks.find({ key }));
  }

  start(_: Inventory, { fleet, key }: OneOffRequest): Promise<OneOffStart> {
    const { world, log } = this.reach;
    world.oneOffTasks.ask(key);
    return this.calls.answer("starting a task", () => {
      const definition = world.fleet(fleet.serviceName).definition!;
      log?.(`task ${key}`);
      const taskId = world.oneOffTasks.start(key, definition, world.temperOf(definition));
      return { started: true, taskId };
    });
  }

  look(_: Inventory, __: ServiceInventory, taskId: string): Promise<OneOffTask | null> {
    const { oneOffTasks } = this.reach.world;
    return this.calls.answer("looking at a task", () => oneOffTasks.find({ taskId }));
  }

  stop(_: Inventory, taskId: string): Promise<void> {
    return this.calls.answer("stopping a task", () => this.reach.world.oneOffTasks.stop(taskId));
  }

  output(): Promise<string> {
    return this.calls.answer("reading a log", () => "");
  }
}
