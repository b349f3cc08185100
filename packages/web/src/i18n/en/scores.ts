export const scores = {
  "settings.scores": "Scores",
  "scores.title": "Scores",
  "scores.lead":
    'A sum over conditions: each adds its points while it holds. Segments compare one of behaviour, such as: score "habit" >= 60; a lead says where to invest first.',
  "scores.new": "Add a score",
  "scores.none":
    "No scores yet. Add one, such as points for a lead: 20 for a visit to the prices, 40 for a started trial.",
  "scores.keyNote": "As segments name it, such as lead. It never changes.",
  "scores.kind": "What it is",
  "scores.kind.behaviour": "Behaviour",
  "scores.kind.lead": "Lead",
  "scores.kindNote.behaviour": "People with as many points do alike, so segments compare it.",
  "scores.kindNote.lead":
    "It is no segment: people with as many points may have nothing in common. Sort people by it.",
  "scores.purpose": "Purpose",
  "scores.purposeNote": "Only people who allow it count. Leave it empty to ask nobody.",
  "scores.elements": "Conditions and their points",
  "scores.when": "Condition {number}",
  "scores.points": "Points {number}",
  "scores.addElement": "Add a condition",
  "scores.removeElement": "Remove condition {number}",
  "scores.deleteText": "What it was made of is gone. Nothing of what people did is lost.",
  "b.reference.score": "Score",
  "b.reference.score.choose": "choose a score",
} as const;
