//! The generator: facilities with their patients.

use naaccr::{Dictionary, Header, Level, RecordType, RootItem};

use crate::facility::Facility;
use crate::places::State;
use crate::plan::Plan;
use crate::world::World;
use crate::{Error, FacilityRecords, SynthSpec};

/// Makes the facilities of a [`SynthSpec`]. Facilities do not depend on each other: they can be made in any order and
/// on as many threads as there are, and come out the same.
///
/// ```
/// use naaccr::Patient;
/// use synth::{Generator, PatientTruth, SynthSpec};
///
/// let generator = Generator::new(&SynthSpec { tumors: 50, facilities: 2, ..SynthSpec::default() })?;
/// let (mut patient, mut truth, mut tumors) = (Patient::new(), PatientTruth::default(), 0);
/// for facility in generator.facilities() {
///     let mut records = generator.records(facility.index)?;
///     while records.next_patient(&mut patient, &mut truth) {
///         tumors += truth.tumors.len();
///     }
/// }
/// assert_eq!(tumors, 50);
/// # Ok::<(), synth::Error>(())
/// ```
#[derive(Debug)]
pub struct Generator {
    pub(crate) world: World,
    pub(crate) dictionary: Dictionary,
    pub(crate) plan: Plan,
}

impl Generator {
    /// Settles who works where; no patient is made yet.
    ///
    /// # Errors
    /// [`Error::Range`] for a spec that cannot be.
    pub fn new(spec: &SynthSpec) -> Result<Self, Error> {
        let world = World::new(spec)?;
        let dictionary = world.spec.dictionary()?;
        let plan = Plan::new(&dictionary, world.spec.all_items);
        Ok(Self { world, dictionary, plan })
    }

    /// The spec as it is carried out: years brought within what the version knows.
    #[must_use]
    pub fn spec(&self) -> &SynthSpec {
        &self.world.spec
    }

    /// The dictionary that slots of patients and headers refer to.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// All facilities, by state.
    #[must_use]
    pub fn facilities(&self) -> &[Facility] {
        &self.world.roster.facilities
    }

    /// All states of the country, larger first; the run has the first [`SynthSpec::states`] of them.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.world.states
    }

    /// Persons first reported by any facility.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.facilities().iter().map(|facility| facility.persons).sum()
    }

    pub(crate) fn facility(&self, index: usize) -> Result<&Facility, Error> {
        self.facilities().get(index).ok_or(Error::NoFacility(index))
    }

    /// The patients of a facility.
    ///
    /// # Errors
    /// [`Error::NoFacility`].
    pub fn records(&self, facility: usize) -> Result<FacilityRecords<'_>, Error> {
        Ok(FacilityRecords::new(self, self.facility(facility)?))
    }

    /// The header of a facility's file.
    ///
    /// # Errors
    /// [`Error::NoFacility`].
    pub fn header(&self, facility: usize) -> Result<Header, Error> {
        let facility = self.facility(facility)?;
        let spec = self.spec();
        let mut header = Header::new(spec.version, spec.record_type);
        let mut written = String::new();
        spec.study_end.plus(15).write_iso(&mut written);
        header.time_generated = Some(format!("{written}T08:00:00Z"));
        for (slot, def) in self.dictionary.slots().filter(|(_, def)| def.level == Level::NaaccrData) {
            let value = match def.number {
                10 => record_type_letter(spec.record_type),
                30 => "3".into(),
                40 => facility.id.clone(),
                // A provider number never begins with 9.
                45 => format!("9{}", facility.id.get(1..).unwrap_or_default()),
                50 => spec.version.to_string(),
                _ => continue,
            };
            header.items.push(RootItem { slot: Some(slot), id: def.id.to_string(), value, line: 0 });
        }
        Ok(header)
    }
}

fn record_type_letter(record_type: RecordType) -> String {
    record_type.letter().to_string()
}
