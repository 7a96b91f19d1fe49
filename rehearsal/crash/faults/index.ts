import { deployerFaults } from "./deployers";
import { dnsFaults } from "./dns";
import type { Fault } from "./fault";
import { fleetFaults } from "./fleets";
import { operationFaults } from "./operations";
import { receiverFaults } from "./receivers";
import { stateFolderFaults } from "./stateFolder";

/** Every fault of `npm run rehearse -- --faults`, in the order in which they run. */
export const faults: readonly Fault[] = [
  ...operationFaults,
  ...deployerFaults,
  ...fleetFaults,
  ...dnsFaults,
  ...stateFolderFaults,
  ...receiverFaults,
];
