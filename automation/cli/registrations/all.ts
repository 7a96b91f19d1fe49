import { adoptCommands } from "./adopt";
import type { Register } from "./program";
import { environmentCommands } from "./environment";
import { environmentsCommands } from "./environments";
import { explainCommands } from "./explain";
import { hostCommands } from "./host";
import { initCommands } from "./init";
import { lookCommands } from "./look";
import { notifyCommands } from "./notify";
import { previewCommands } from "./preview";
import { privilegeCommands } from "./privilege";
import { recoveryCommands } from "./recovery";
import { rehearseCommands } from "./rehearse";
import { releaseCommands } from "./release";
import { tasksCommands } from "./tasks";
import { serviceCommands } from "./service";
import { completionCommands } from "./completion";
import { verifyCommands } from "./verify";

/** Every command, in the order of `--help`. */
export const registrations: readonly Register[] = [
  releaseCommands,
  recoveryCommands,
  explainCommands,
  lookCommands,
  tasksCommands,
  verifyCommands,
  rehearseCommands,
  notifyCommands,
  initCommands,
  environmentCommands,
  serviceCommands,
  hostCommands,
  adoptCommands,
  environmentsCommands,
  previewCommands,
  privilegeCommands,
  completionCommands,
];
