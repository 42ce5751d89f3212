/** The languages of residents' pages; what staff use is whole in the first three. */
export const residentLanguages = ["it", "de", "en", "ro", "sq", "ar", "ur", "uk", "zh"] as const;
export type Language = (typeof residentLanguages)[number];
