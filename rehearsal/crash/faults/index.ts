import { deployerFaults } from "./deployers";
import { dnsFaults } from "./dns";
import type { Fault } from "./fault";
import { fleetFaults } from "./fleets";
import { operationFaults } from "./operations";
import { stateFolderFaults } from "./stateFolder";

/** Everything that goes wrong in `npm run rehearse -- --faults`, in the order in which it is played. */
export const faults: readonly Fault[] = [
  ...operationFaults,
  ...deployerFaults,
  ...fleetFaults,
  ...dnsFaults,
  ...stateFolderFaults,
];
