import type { Check } from "../check";
import { accessLogs } from "./accessLogs";
import { account } from "./account";
import { accountRoom } from "./accountRoom";
import { alarms } from "./alarms";
import { approval } from "./approval";
import { backend } from "./backend";
import { blockers } from "./blockers";
import { canary } from "./canary";
import { certificate } from "./certificate";
import { cluster } from "./cluster";
import { compare } from "./compare";
import { edges } from "./edges";
import { engine } from "./engine";
import { fileSystems } from "./fileSystems";
import { fleets } from "./fleets";
import { freeze } from "./freeze";
import { image } from "./image";
import { instances } from "./instances";
import { ipv6 } from "./ipv6";
import { keptImages } from "./keptImages";
import { keptRepositories } from "./keptRepositories";
import { isolation } from "./isolation";
import { names } from "./names";
import { network } from "./network";
import { notify } from "./notify";
import { peakLcus } from "./peakLcus";
import { permissions } from "./permissions";
import { queues } from "./queues";
import { quotas } from "./quotas";
import { records } from "./records";
import { release } from "./release";
import { reports } from "./reports";
import { roles } from "./roles";
import { ruleEvaluations } from "./ruleEvaluations";
import { secrets } from "./secrets";
import { serving } from "./serving";
import { settings } from "./settings";
import { targetGroups } from "./targetGroups";
import { taskPermissions } from "./taskPermissions";
import { testAccess } from "./testAccess";
import { ttl } from "./ttl";
import { webAcl } from "./webAcl";
import { windows } from "./windows";
import { zone } from "./zone";

/** In the order in which people read them: what everything else depends on comes first. */
export const allChecks: readonly Check[] = [
  account,
  engine,
  release,
  network,
  ipv6,
  zone,
  certificate,
  cluster,
  edges,
  targetGroups,
  names,
  testAccess,
  records,
  ttl,
  fleets,
  serving,
  settings,
  roles,
  taskPermissions,
  fileSystems,
  queues,
  secrets,
  notify,
  image,
  keptImages,
  keptRepositories,
  alarms,
  blockers,
  windows,
  freeze,
  approval,
  compare,
  canary,
  quotas,
  accountRoom,
  peakLcus,
  instances,
  ruleEvaluations,
  permissions,
  isolation,
  backend,
  reports,
  accessLogs,
  webAcl,
];

/** The pre-flight checks of a release, besides what it checks anyway. */
export const fastChecks = allChecks.filter(({ fast }) => fast);
