import { reachesTested } from "./1-reachesTested";
import { stopsUnused } from "./2-stopsUnused";
import { oneRelease } from "./3-oneRelease";
import { endsWell } from "./4-endsWell";
import { plainUpMovesNothing } from "./5-plainUpMovesNothing";
import { keepsDefinition } from "./6-keepsDefinition";
import { shareAsRecorded } from "./7-shareAsRecorded";
import { hooksInOrder } from "./8-hooksInOrder";
import { oneConsumer } from "./9-oneConsumer";
import { passesNothingOver } from "./10-passesNothingOver";
import { approved } from "./11-approved";
import { heldUp } from "./12-heldUp";
import { originStands } from "./13-originStands";
import type { Checker } from "./checker";

export function allCheckers(): Checker[] {
  return [
    reachesTested(),
    stopsUnused(),
    oneRelease(),
    endsWell(),
    plainUpMovesNothing(),
    keepsDefinition(),
    shareAsRecorded(),
    hooksInOrder(),
    oneConsumer(),
    passesNothingOver(),
    approved(),
    heldUp(),
    originStands(),
  ];
}
