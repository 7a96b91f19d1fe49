import {
  definitionOf,
  type Fleet,
  otherColor,
  type ReleaseState,
  stateVersion,
} from "../release/state";
import { keptSettings } from "./definition";
import type { ServiceSettings, Settings } from "./schema";

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
