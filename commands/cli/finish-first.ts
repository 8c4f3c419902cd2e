import type { Io } from "./io.js";
import { sayAside } from "./say.js";

/**
 * Keeps signals from ending this process while a login is being renewed: its token can be spent once, and the new one is
 * in this process's memory alone until it is stored. The process then ends as the signal says; a second one ends it at once.
 *
 * @returns takes each renewal as it begins.
 */
export function createFinishFirst(io: Io, signals: readonly NodeJS.Signals[]): (flight: Promise<unknown>) => void {
  const flights = new Set<Promise<unknown>>();
  let asked: NodeJS.Signals | undefined;

  function release(): void {
    for (const signal of signals) process.removeListener(signal, hold);
  }
  function hold(signal: NodeJS.Signals): void {
    if (asked !== undefined) {
      release();
      process.kill(process.pid, signal);
      return;
    }
    asked = signal;
    sayAside(io, ["A login is being renewed; this ends when the new token is stored. Once more: at once."]);
  }

  return (flight) => {
    if (flights.size === 0) for (const signal of signals) process.on(signal, hold);
    flights.add(flight);
    const landed = (): void => {
      flights.delete(flight);
      if (flights.size > 0) return;
      release();
      if (asked !== undefined) process.kill(process.pid, asked);
    };
    flight.then(landed, landed);
  };
}
