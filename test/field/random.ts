/** Seeded chance: the same seed gives the same city weather, on every machine. */

/** A source of numbers in `[0, 1)`. */
export type Random = () => number

/** Counter through a 32-bit mixing function (splitmix32, Steele et al., "Fast Splittable PRNGs", 2014): one stream per seed. */
export const createRandom = (seed: number): Random => {
  let counter = seed >>> 0
  return () => {
    counter = (counter + 0x9e3779b9) >>> 0
    let mixed = counter
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** Waiting time until the next event of a Poisson process with this mean. */
export const drawExponential = (random: Random, mean: number): number =>
  -Math.log(1 - random()) * mean

/** Log-normal duration: half of all draws are shorter than the median (Box-Muller for the normal part). */
export const drawLogNormal = (random: Random, median: number, spread: number): number => {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return median * Math.exp(spread * normal)
}
