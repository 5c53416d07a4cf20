//! Precision and confidence limits of an estimate, one-sided and two-sided, by Student's t and by
//! the normal distribution, and the two settings that demands commonly rest on.

use super::estimator::Estimate;
use super::quantile;

/// A level of confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// 80 %.
    Eighty,
    /// 90 %.
    Ninety,
    /// 95 %.
    NinetyFive,
}

impl Confidence {
    /// Every level, the lowest first.
    pub const ALL: [Self; 3] = [Self::Eighty, Self::Ninety, Self::NinetyFive];

    /// Returns the level in percent.
    pub fn percent(self) -> u8 {
        match self {
            Self::Eighty => 80,
            Self::Ninety => 90,
            Self::NinetyFive => 95,
        }
    }

    /// Returns the probability below the upper limit.
    pub(super) fn probability(self, sides: Sides) -> f64 {
        // Written out, since sums of such fractions are off in the last digit.
        match (self, sides) {
            (Self::Eighty, Sides::One) => 0.8,
            (Self::Eighty, Sides::Two) | (Self::Ninety, Sides::One) => 0.9,
            (Self::Ninety, Sides::Two) | (Self::NinetyFive, Sides::One) => 0.95,
            (Self::NinetyFive, Sides::Two) => 0.975,
        }
    }
}

/// On how many sides the error is shut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sides {
    /// On one: each limit holds by itself with the confidence told.
    One,
    /// On both: the truth lies between the limits with the confidence told.
    Two,
}

impl Sides {
    /// Both, the wider first.
    pub const ALL: [Self; 2] = [Self::Two, Self::One];

    /// Returns the name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::One => "one-sided",
            Self::Two => "two-sided",
        }
    }

    /// Returns the normal quantile at a confidence.
    pub fn normal_quantile(self, confidence: Confidence) -> f64 {
        quantile::normal(confidence.probability(self))
    }
}

/// The distribution that the quantile is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distribution {
    /// Student's t.
    Student,
    /// The normal distribution.
    Normal,
}

impl Distribution {
    /// Both, the wider first.
    pub const ALL: [Self; 2] = [Self::Student, Self::Normal];

    /// Returns the name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Student => "t",
            Self::Normal => "z",
        }
    }
}

/// Which lower limit a demand commonly rests on. Neither is printed as law: both are drawn from
/// practice and were not checked word for word in the manuals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitPolicy {
    /// The lower limit of the two-sided 90 % interval.
    OigTwoSided90,
    /// The lower limit of the one-sided 90 % interval, which is that of the two-sided 80 %.
    MpimOneSided90,
}

impl LimitPolicy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::OigTwoSided90, Self::MpimOneSided90];

    /// Returns the name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::OigTwoSided90 => "oig_two_sided_90",
            Self::MpimOneSided90 => "mpim_one_sided_90",
        }
    }

    /// Returns who commonly uses it.
    pub fn used_by(self) -> &'static str {
        match self {
            Self::OigTwoSided90 => "commonly used in HHS-OIG audits",
            Self::MpimOneSided90 => "commonly used by CMS contractors (MPIM chapter 8)",
        }
    }

    /// Returns on how many sides its error is shut out. Its confidence is 90 %.
    pub fn sides(self) -> Sides {
        match self {
            Self::OigTwoSided90 => Sides::Two,
            Self::MpimOneSided90 => Sides::One,
        }
    }
}

/// The limits of an estimate. Amounts are in cents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The confidence.
    pub confidence: Confidence,
    /// One-sided or two-sided.
    pub sides: Sides,
    /// Where the quantile comes from.
    pub distribution: Distribution,
    /// The quantile.
    pub quantile: f64,
    /// The quantile times the standard error.
    pub precision: f64,
    /// The precision in percent of the point estimate; `None` where that is zero.
    pub percent: Option<f64>,
    /// The lower limit as computed, which may be negative.
    pub computed: f64,
    /// The lower limit, zero where it was computed below zero.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Estimate {
    /// Returns the limits at a confidence.
    pub fn limits(
        &self,
        confidence: Confidence,
        sides: Sides,
        distribution: Distribution,
    ) -> Limits {
        let probability = confidence.probability(sides);
        let quantile = match (distribution, self.degrees) {
            (Distribution::Student, Some(degrees)) => quantile::student(probability, degrees),
            _ => quantile::normal(probability),
        };
        let precision = quantile * self.standard_error;
        let computed = self.total - precision;
        Limits {
            confidence,
            sides,
            distribution,
            quantile,
            precision,
            percent: (self.total != 0.0).then(|| 100.0 * precision / self.total.abs()),
            computed,
            lower: computed.max(0.0),
            upper: self.total + precision,
        }
    }

    /// Returns the limits that a policy rests on.
    pub fn policy(&self, policy: LimitPolicy, distribution: Distribution) -> Limits {
        self.limits(Confidence::Ninety, policy.sides(), distribution)
    }

    /// Returns the limits at every confidence, one-sided and two-sided, by t and by z.
    pub fn all_limits(&self) -> Vec<Limits> {
        let mut all = Vec::new();
        for confidence in Confidence::ALL {
            for sides in Sides::ALL {
                for distribution in Distribution::ALL {
                    all.push(self.limits(confidence, sides, distribution));
                }
            }
        }
        all
    }
}
