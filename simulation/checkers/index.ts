import { reachesTested } from "./1-reachesTested";
import { stopsUnused } from "./2-stopsUnused";
import { oneRelease } from "./3-oneRelease";
import { endsWell } from "./4-endsWell";
import { plainUpMovesNothing } from "./5-plainUpMovesNothing";
import { hooksInOrder } from "./6-hooksInOrder";
import { oneConsumer } from "./7-oneConsumer";
import { passesNothingOver } from "./8-passesNothingOver";
import type { Checker } from "./checker";

export function allCheckers(): Checker[] {
  return [
    reachesTested(),
    stopsUnused(),
    oneRelease(),
    endsWell(),
    plainUpMovesNothing(),
    hooksInOrder(),
    oneConsumer(),
    passesNothingOver(),
  ];
}
