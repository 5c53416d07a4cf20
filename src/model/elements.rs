//! What a note contains of what payers ask for: problem, intervention, response, progress and
//! plan; and what it tells of orders, doses, distance, consent and things that are no treatment.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// One kind of thing that a note may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// A goal, an objective or a problem of the plan.
    Goal,
    /// What the clinician did.
    Intervention,
    /// How the patient took it: received, took part, resisted, practised.
    Response,
    /// What the patient said or how they appeared, without a word on the intervention. The last
    /// such place of the note is kept.
    Statement,
    /// Movement toward or away from a goal.
    Progress,
    /// What comes next.
    NextStep,
    /// A named method of psychotherapy.
    Modality,
    /// A diagnosis or its code.
    Diagnosis,
    /// A word of treatment: symptoms, skills, triggers, feelings worked on.
    Therapeutic,
    /// A private note of the therapist: hypotheses, countertransference.
    ProcessNote,
    /// Recreation, a film, an outing, a game.
    Recreation,
    /// A ride or an errand.
    Transport,
    /// A self-help meeting.
    SelfHelp,
    /// School work or chores.
    Chores,
    /// A drug test.
    DrugTest,
    /// A withdrawal scale, taper or protocol.
    Withdrawal,
    /// Admission to a level of care.
    Admission,
    /// A word of ordering.
    OrderWord,
    /// A dose given, taken, held or refused, or that none was due.
    Administered,
    /// A word that sends the reader to the medication record.
    MarReferred,
    /// That a withdrawal scale or protocol came to its end.
    ScaleStopped,
    /// A visit at a distance by video.
    Video,
    /// A visit at a distance by sound alone.
    AudioOnly,
    /// A visit at a distance, the means not said.
    Distance,
    /// Where the patient was.
    PatientPlace,
    /// That the patient agreed to a visit at a distance.
    TelehealthConsent,
    /// Why there was no picture.
    AudioReason,
    /// A consent to disclose, or the notice against redisclosure.
    DisclosureConsent,
    /// What makes a session complex to hold: an interpreter, a guardian, an agency, a report of
    /// harm, quarrel in the room, play or aids.
    Complexity,
    /// A relative, a school, a court, a game: what may have made it complex, or was only spoken of.
    ThirdParty,
    /// That the patient came alone, or that nothing made the session hard to hold.
    PlainSession,
}

/// Where a note first shows an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementMark {
    /// Which.
    pub element: Element,
    /// The words.
    pub span: Span,
}

/// What a note contains. Empty where not looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Elements {
    /// One mark for each element that the note shows, in order of elements.
    pub marks: Vec<ElementMark>,
    /// Words that the note tells beside its title, header and signature.
    pub words: u16,
    /// Of these, words that describe a whole group: its topic, what the leader did, what members
    /// spoke of. Only group notes and summaries are looked at so.
    pub shared_words: u16,
    /// Signs of this one patient among the other words: quotes, ratings, relatives, jobs.
    pub specifics: u16,
    /// The first sentence that describes the group.
    pub shared: Option<Span>,
    /// The first sentence that speaks of the patient.
    pub own: Option<Span>,
    /// Diagnoses that the note names, one mark for each category, in order.
    pub diagnoses: Vec<DiagnosisMark>,
}

/// How plainly a note names a diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiagnosisBasis {
    /// By a word of its field: "depressed", "drinking".
    Word,
    /// By the name of a disorder.
    Name,
    /// By its code, or by name where diagnoses are listed.
    Listed,
}

/// A category of diagnoses that a note names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosisMark {
    /// The first three characters of its codes, `F33`.
    pub category: [u8; 3],
    /// How plainly.
    pub basis: DiagnosisBasis,
    /// The words.
    pub span: Span,
}

impl Elements {
    /// Returns whether the note was looked at.
    pub fn were_read(&self) -> bool {
        self.words > 0 || !self.marks.is_empty()
    }

    /// Returns where the note shows an element.
    pub fn place(&self, element: Element) -> Option<Span> {
        let found = self.marks.iter().find(|mark| mark.element == element);
        found.map(|mark| mark.span)
    }

    /// Returns whether the note shows an element.
    pub fn has(&self, element: Element) -> bool {
        self.place(element).is_some()
    }

    /// Returns whether the note shows one of some elements.
    pub fn has_any(&self, elements: &[Element]) -> bool {
        elements.iter().any(|&element| self.has(element))
    }

    /// Returns the words that do not describe a whole group.
    pub fn own_words(&self) -> u16 {
        self.words.saturating_sub(self.shared_words)
    }
}
