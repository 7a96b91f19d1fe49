import { adoptNames } from "../../../release/origin";
import { recordPlace } from "../../../release/routing";
import { calmOrigin } from "./calmWorld";
import { api, play } from "./play";

export const name = "users.example.com";

/** `users` before its first release, with a name that leads elsewhere. */
export async function adopted(more: object = {}) {
  const world = await play({ users: { ...api, ...more } }, { first: true });
  const { stack } = world.run().ports;
  const wanted = adoptNames(world.environment().release, "users", { [name]: calmOrigin });
  await stack.apply(wanted, { message: "", refresh: false, only: null });
  const place = () => recordPlace(world.environment().release.services["users"]!, name);
  return { ...world, place };
}

/** What a refused command says. */
export async function refusal(command: Promise<unknown>): Promise<string> {
  return command.then(
    () => "not refused",
    (error: { found: string }) => error.found,
  );
}
