import { environmentOf } from "../../../simulation/model/environment";

/** An environment of one API without optional settings, as the simulation makes it. */
export const { settings, inventory, initial } = environmentOf({
  ...{ services: 1, worker: null, neighbour: null },
  ...{ hooks: false, canary: false, approval: false, compare: false },
});
