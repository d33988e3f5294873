"""Copies of datasets that do not tell who the patient is."""

import io
import re
import subprocess
import sys

import pydicom
import pytest
from pydicom import datadict
from pydicom._dicom_dict import DicomDictionary
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian, generate_uid

from phantomscope.saving.identifiers import KEPT as KEPT_BY_REASON
from phantomscope.saving.identifiers import is_identifying, without_identifiers

MARKER = "ZZPATIENT"
TEXTS = ("PN", "LO", "SH", "LT", "ST", "UT", "UC", "UR", "AE")

KEPT = {
    "Manufacturer": "Maker",
    "ManufacturerModelName": "Model 7",
    "StationName": "CT3",
    "DeviceSerialNumber": "12345",
    "KVP": "120",
    "StudyDate": "20250131",
    "AcquisitionTime": "101112",
    "SeriesNumber": "3",
    "QualityControlSubject": "YES",
    "Modality": "CT",
    "ConvolutionKernel": "B30f",
}


def whole_dataset(syntax: str = ExplicitVRLittleEndian) -> FileDataset:
    """A marker wherever a text may be, in sequences and in private elements, written and read back."""
    dataset = Dataset()
    fill(dataset)
    item = Dataset()
    fill(item)
    item.ReferencedSOPInstanceUID = "1.2.3.4"
    dataset.SourceImageSequence = Sequence([item])
    dataset.RequestAttributesSequence = Sequence([item])
    block = dataset.private_block(0x0011, f"{MARKER} PRIVATE", create=True)
    block.add_new(1, "LO", MARKER)
    dataset.add_new(0x60004000, "LT", MARKER)
    dataset.PixelData = bytes(range(16))
    dataset["PixelData"].VR = "OW"
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, generate_uid()
    for keyword, value in KEPT.items():
        setattr(dataset, keyword, value)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, dataset.SOPInstanceUID
    meta.SourceApplicationEntityTitle = MARKER
    dataset.file_meta = meta
    dataset.is_little_endian, dataset.is_implicit_VR = True, syntax == ImplicitVRLittleEndian
    return pydicom.dcmread(io.BytesIO(written(dataset)))


def fill(dataset: Dataset) -> None:
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        if tag >> 16 > 0x0002 and vr in TEXTS and is_identifying(tag):
            setattr(dataset, keyword, MARKER)
    dataset.PatientBirthDate = "19500101"


def written(dataset: Dataset) -> bytes:
    file = io.BytesIO()
    pydicom.dcmwrite(file, dataset, write_like_original=False)
    return file.getvalue()


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_copy_holds_nothing_that_tells_who_the_patient_is(syntax: str) -> None:
    original = whole_dataset(syntax)
    before = written(original)
    assert before.count(MARKER.encode()) > 100
    after = written(without_identifiers(original))
    assert MARKER.encode() not in after
    assert b"19500101" not in after
    assert written(original) == before  # the dataset itself stays as it is


def test_what_physics_needs_stays() -> None:
    clean = pydicom.dcmread(io.BytesIO(written(without_identifiers(whole_dataset()))))
    assert {keyword: str(clean[keyword].value) for keyword in KEPT} == KEPT
    assert clean.PixelData == bytes(range(16))
    assert clean.SourceImageSequence[0].ReferencedSOPInstanceUID == "1.2.3.4"


def test_type_2_elements_stay_without_a_value_and_others_go() -> None:
    clean = without_identifiers(whole_dataset())
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber", "StudyID"):
        assert keyword in clean
        assert not clean[keyword].value
    for keyword in ("OtherPatientIDs", "InstitutionName", "PatientComments", "RequestAttributesSequence"):
        assert keyword not in clean
    assert not any(tag.is_private for tag in clean.keys())  # noqa: SIM118


def test_an_element_that_was_not_there_is_not_made() -> None:
    assert "PatientName" not in without_identifiers(Dataset())


def test_the_copy_says_that_it_is_one() -> None:
    clean = without_identifiers(whole_dataset())
    assert clean.PatientIdentityRemoved == "YES"
    assert all(0 < len(value) <= 64 for value in clean.DeidentificationMethod)
    assert clean.LongitudinalTemporalInformationModified == "UNMODIFIED"


@pytest.mark.parametrize(
    ("keyword", "identifying"),
    [
        ("PatientName", True),
        ("OperatorsName", True),
        ("SeriesDescription", True),
        ("InstitutionName", True),
        ("OtherStudyNumbers", True),
        ("StationName", False),
        ("StudyDate", False),
        ("SOPInstanceUID", False),
        ("PixelData", False),
    ],
)
def test_which_elements_tell(keyword: str, identifying: bool) -> None:
    assert is_identifying(datadict.tag_for_keyword(keyword) or 0) is identifying


def test_application_entities_of_the_file_meta_may_tell() -> None:
    assert is_identifying(0x00020016)
    assert is_identifying(0x00020026)
    assert not is_identifying(0x00020010)


def test_private_and_unknown_elements_may_tell() -> None:
    assert is_identifying(0x00110010)
    assert is_identifying(0x60003000)
    assert is_identifying(0x0008FFFE)


# Out of PS3.15, table E.1-1, where the profile's options that are taken do not keep them.
E_1_1 = """
    AccessionNumber AcquisitionComments AcquisitionContextSequence AcquisitionProtocolDescription
    ActualHumanPerformersSequence AdditionalPatientHistory AdmissionID AdmittingDiagnosesDescription
    Allergies Arbitrary AssignedLocation AuthorObserverSequence CommentsOnThePerformedProcedureStep
    ConsultingPhysicianName ContactDisplayName ContactURI ContentCreatorName ContentSequence
    ContributionDescription CountryOfResidence CurrentPatientLocation CustodialOrganizationSequence
    DataSetTrailingPadding DerivationDescription DigitalSignaturesSequence DistributionName
    DoseReferenceDescription EthnicGroup FillerOrderNumberImagingServiceRequest FrameComments
    GraphicAnnotationSequence HangingProtocolUserIdentificationCodeSequence HumanPerformerName
    HumanPerformerOrganization IconImageSequence IdentifyingComments ImageComments
    ImagingServiceRequestComments InstitutionAddress InstitutionCodeSequence InstitutionName
    InstitutionalDepartmentName InterpretationAuthor IssuerOfPatientID MedicalAlerts
    MedicalRecordLocator ModifyingSystem NameOfPhysiciansReadingStudy Occupation OperatorsName
    OperatorIdentificationSequence OrderEnteredBy OriginalAttributesSequence OtherPatientIDs
    OtherPatientNames OtherStudyNumbers OwnerID ParticipantSequence PatientAddress PatientAge
    PatientBirthDate PatientBirthName PatientComments PatientID PatientName PatientSex PatientSize
    PatientTelephoneNumbers PatientTransportArrangements PatientWeight PerformedLocation
    PerformedProcedureStepDescription PerformedStationName PerformingPhysicianName PersonAddress
    PersonIdentificationCodeSequence PersonName PersonTelephoneNumbers PhysicianApprovingInterpretation
    PhysiciansOfRecord PlacerOrderNumberImagingServiceRequest PreMedication ProtocolName ReasonForStudy
    ReasonForTheImagingServiceRequest ReasonForTheRequestedProcedure ReferencedPatientSequence
    ReferringPhysicianAddress ReferringPhysicianName RegionOfResidence RequestAttributesSequence
    RequestedContrastAgent RequestedProcedureComments RequestedProcedureDescription RequestedProcedureID
    RequestingPhysician RequestingService ResponsibleOrganization ResponsiblePerson ResultsComments
    RetrieveAETitle RetrieveURI RetrieveURL ReviewerName ScheduledHumanPerformersSequence
    ScheduledPerformingPhysicianName ScheduledProcedureStepDescription ScheduledStationAETitle
    ScheduledStationName SeriesDescription ServiceEpisodeID SpecialNeeds SpecimenAccessionNumber
    StationAETitle StorageMediaFileSetID StorageURL StructureSetLabel StructureSetName StudyComments
    StudyDescription StudyID TextComments TextString TopicAuthor TopicSubject TopicTitle
    UserContentLabel UserContentLongLabel VerifyingObserverName VerifyingOrganization VisitComments
    PixelDataProviderURL DoseComment Receiver HangingProtocolUserGroupName
"""


@pytest.mark.parametrize("keyword", E_1_1.split())
def test_what_the_standard_takes_out_goes(keyword: str) -> None:
    tag = datadict.tag_for_keyword(keyword)
    assert tag is not None
    assert is_identifying(tag)


def test_every_text_of_the_dictionary_goes_unless_there_is_a_reason_to_keep_it() -> None:
    kept = {keyword for keywords in KEPT_BY_REASON.values() for keyword in keywords}
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        if vr in TEXTS:
            assert is_identifying(tag) is (keyword not in kept), keyword
        if vr in ("PN", "LT", "ST", "UT"):
            assert is_identifying(tag), keyword
    for keyword in kept:  # none that isn't there, and none that would stay anyway
        tag = datadict.tag_for_keyword(keyword)
        assert tag is not None, keyword
        assert datadict.dictionary_VR(tag) in TEXTS or tag >> 16 in (0x0010, 0x0012), keyword


# Looked through: codes of what and how, or places in a picture; their items are gone through anyway.
LOOKED_THROUGH = """
    CodingSchemeIdentificationSequence ContextGroupIdentificationSequence
    MappingResourceIdentificationSequence TransducerIdentificationSequence
    DecompositionAlgorithmIdentificationSequence IrradiationEventIdentificationSequence
    PatientPhysiologicalStateSequence PatientPhysiologicalStateCodeSequence PatientSpecificationSequence
    PatientPositioningInstructionSequence PatientOrientationInFrameSequence
    PatientEyeMovementCommandCodeSequence ReferencedSurfaceMeshIdentificationSequence
    RefractiveParametersUsedOnPatientSequence OpticalPathIdentificationSequence
    PatientOrientationCodeSequence PatientOrientationModifierCodeSequence
    PatientGantryRelationshipCodeSequence SegmentationAlgorithmIdentificationSequence
    SegmentIdentificationSequence SegmentSurfaceGenerationAlgorithmIdentificationSequence
    SurfaceProcessingAlgorithmIdentificationSequence TrackingAlgorithmIdentificationSequence
    PlanningLandmarkIdentificationCodeSequence AnnotationGroupAlgorithmIdentificationSequence
    RTAcquisitionPatientPositionSequence PositionAcquisitionTemplateIdentificationSequence
    ROIDerivationAlgorithmIdentificationSequence RTROIIdentificationCodeSequence
    AdditionalRTROIIdentificationCodeSequence PatientLocationCoordinatesSequence
    PatientLocationCoordinatesCodeSequence PatientSupportPositionSequence PatientSetupSequence
    RadiationDoseIdentificationSequence PatientSupportPositionToleranceSequence
    ReferencedRTPatientSetupSequence TreatmentDeviceIdentificationSequence
    ReferencedRTPhysicianIntentSequence PatientSupportPositionParameterSequence
    PatientSupportPositionDeviceParameterSequence PatientSupportPositionDeviceToleranceSequence
    PatientSupportDevicesSequence RTPatientPositionScopeSequence RTDeliveryStartPatientPositionSequence
    RTTreatmentPreparationPatientPositionSequence PatientTreatmentPreparationMethodCodeSequence
    PatientTreatmentPreparationDeviceSequence PatientTreatmentPreparationProcedureSequence
    PatientTreatmentPreparationProcedureCodeSequence
    PatientTreatmentPreparationProcedureParameterSequence RTPatientPositionDisplacementSequence
    RTPatientPositionSequence PatientSupportDisplacementSequence
    PatientEquipmentRelationshipCodeSequence PatientTreatmentOrientationSequence
    RTPhysicianIntentPredecessorSequence RTPhysicianIntentInputInstanceSequence
    ConceptualVolumeIdentificationSequence WideFieldOphthalmicPhotographyQualityThresholdSequence
    WideFieldOphthalmicPhotographyQualityRatingSequence FiducialIdentifierCodeSequence
    DimensionOrganizationSequence
"""


def test_sequences_about_people_go_or_have_been_looked_through() -> None:
    word = re.compile(
        "Person|Physician|Operator|Institution|Patient|User|Author(?!iz)|Review|Observer|Performer|Organization"
        "|Custod|Issuer|Identif|Photo(?!n)|Recipient|Participant|Owner|Requester|Creator"
    )
    kept = {
        keyword
        for tag, (vr, _, _, _, keyword) in DicomDictionary.items()
        if vr == "SQ" and word.search(keyword) and not is_identifying(tag)
    }
    assert kept <= set(LOOKED_THROUGH.split())


def test_bytes_that_may_be_anything_go_or_have_been_looked_through() -> None:
    known = re.compile(
        "Version|PaletteColorLookupTableData|Values?$|Counts|BadPixel|LookupTable|ICCProfile|Timestamp"
        "|IndexList|ValueList|FillPattern|ThreatROI|DetectorCalibration|PixelData$|WaveformData|Coefficients"
    )
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        if vr in ("OB", "UN", "OB or OW") and keyword and not is_identifying(tag):
            assert known.search(keyword), keyword


def test_a_preamble_is_not_taken_over() -> None:
    original = whole_dataset()
    original.preamble = MARKER.encode().ljust(128)
    assert written(without_identifiers(original))[:132] == bytes(128) + b"DICM"
    assert original.preamble.startswith(MARKER.encode())


def test_items_where_none_belong_are_gone_through() -> None:
    item = Dataset()
    item.PatientName = MARKER
    item.KVP = "120"
    dataset = Dataset()
    dataset[0x00180015] = DataElement(0x00180015, "SQ", Sequence([item]))
    clean = without_identifiers(dataset)
    assert not clean[0x00180015].value[0].PatientName
    assert clean[0x00180015].value[0].KVP == 120


@pytest.mark.parametrize(
    "element",
    [
        DataElement(0x00180015, "PN", MARKER),
        DataElement(0x00180015, "LT", MARKER),
        RawDataElement(Tag(0x00180015), "UN", 16, b"\xfe\xff\x00\xe0" + MARKER.encode(), 0, False, True),
    ],
)
def test_what_is_not_what_the_dictionary_says_may_tell(element: DataElement | RawDataElement) -> None:
    dataset = Dataset()
    dataset[0x00180015] = element
    assert 0x00180015 not in without_identifiers(dataset)


def test_unknown_elements_of_the_file_meta_go() -> None:
    original = whole_dataset()
    original.file_meta[0x00020026] = DataElement(0x00020026, "UR", f"http://{MARKER}")
    original.file_meta[0x00020035] = DataElement(0x00020035, "OB", MARKER.encode())
    assert set(without_identifiers(original).file_meta.keys()) & {0x00020026, 0x00020035} == set()


def test_nothing_walks_the_dictionary_before_it_is_needed() -> None:
    code = (
        "import pydicom.datadict, pydicom.dataset, phantomscope.stack.header_values, tracemalloc\n"
        "tracemalloc.start()\n"
        "import phantomscope.saving.identifiers\n"
        "print(tracemalloc.get_traced_memory()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200_000
