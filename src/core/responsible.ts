/** Who answers for a minor, by how they stand to them. */
export const responsibles = ["parent", "guardian", "foster_carer", "other"] as const;
export type ResponsibleAs = (typeof responsibles)[number];
