import {
  definitionOf,
  type Fleet,
  otherColor,
  type ReleaseState,
  stateVersion,
} from "../release/state";
import { keptSettings } from "./definition";
import { parseValues, type RawConfig } from "./raw";
import type { ServiceSettings, Settings } from "./schema";
import { stopLimits } from "./serviceSchema";

/**
 * Upgrades a state in which fleets have kept no settings, given the settings last applied to the
 * environment: both colors of every service ran with these. The idle fleet is taken to be what served
 * before.
 */
export function withKeptSettings(state: ReleaseState, { services }: Settings): ReleaseState {
  const upgraded = Object.entries(state.services).map(([name, service]) => {
    const settings = services[name];
    if (!settings) return [name, service];
    const fleets = {
      blue: kept(service.fleets.blue, settings),
      green: kept(service.fleets.green, settings),
    };
    const { activeColor, previous: recorded } = service;
    const released = state.current?.services[name] !== undefined;
    const idle = activeColor && !released ? definitionOf(fleets[otherColor(activeColor)]) : null;
    const previous = recorded ?? idle ?? undefined;
    return [name, { ...service, fleets, ...(previous && { previous }) }];
  });
  return {
    ...state,
    version: stateVersion,
    services: Object.fromEntries(upgraded) as ReleaseState["services"],
  };
}

function kept(fleet: Fleet, settings: ServiceSettings): Fleet {
  if (fleet.image === null || fleet.settings) return fleet;
  return { ...fleet, settings: keptSettings(settings) };
}

/** What `deregistrationSeconds` was by default in a program whose fleets kept no settings. */
const formerDeregistrationSeconds = 30;

/** Config that such a program applied, with its defaults where they are others today. */
export function withFormerDefaults(raw: RawConfig): RawConfig {
  const values = parseValues(raw);
  const { services } = values;
  if (typeof services !== "object" || services === null) return values;
  const former = Object.entries(services as Record<string, object | null>).map(
    ([name, service]) => {
      const isWorker = service && "kind" in service && service.kind === "worker";
      const defaults = isWorker
        ? { droppedCapabilities: [] }
        : {
            droppedCapabilities: [],
            deregistrationSeconds: formerDeregistrationSeconds,
            stopSeconds: stopLimits.usualSeconds,
          };
      return [name, { ...defaults, ...service }];
    },
  );
  return { ...values, services: Object.fromEntries(former) as Record<string, unknown> };
}
