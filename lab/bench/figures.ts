/** One measured number. Names are stable, because `--compare` finds a figure of an earlier run by part and name. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Omitted for figures that only describe the run. */
  better?: 'higher' | 'lower';
  /** Target of the figure: the minimum or maximum, according to `better`. */
  goal?: number;
}

/** Result of one part of the benchmark. */
export interface Measured {
  figures: Figure[];
  /** Remarks for interpreting the figures. */
  notes: string[];
}

/** Size of the run. `quick` only shows that it works; its figures mean little. */
export type Scale = 'quick' | 'full';

export type Measure = (scale: Scale) => Promise<Measured>;

export const isMet = ({ value, better, goal }: Figure): boolean | undefined => {
  if (goal === undefined) return undefined;
  return better === 'lower' ? value <= goal : value >= goal;
};
