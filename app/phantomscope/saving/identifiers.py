"""What tells who a patient is, and copies of datasets without it.

After the Basic Application Level Confidentiality Profile (PS3.15, Annex E, table E.1-1), with what a
physicist's records need kept, as the profile's own options have it:

- which scanner it was (Retain Device Identity): manufacturer, model, StationName, DeviceSerialNumber, gantry,
  tube and detector, since limits and trends belong to one scanner;
- when it was scanned (Retain Longitudinal Temporal Information, Full Dates): dates and times of study,
  series, acquisition and content, since constancy is judged over time; a patient's own dates go;
- UIDs (Retain UIDs), since results refer to a series by its UID: a way back for whoever has the archive;
- QualityControlSubject, which says that it is a phantom.

Whatever a person may have written goes unless it is known why it may stay (KEPT): all names, addresses and
free texts of the dictionary, besides the sequences, codes and bytes that are listed here by name.

What is painted into the pixels can't be seen from here.
"""

import contextlib

from pydicom import datadict
from pydicom.charset import default_encoding
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag, Tag

from phantomscope.stack.header_values import HEADER_ERRORS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GROUPS = (
    0x0010,  # the patient
    0x0012,  # clinical trials
    0x0032,  # studies, their requests and reasons
    0x0038,  # visits
    0x4008,  # interpretations
)
_GPS = range(0x00160070, 0x0016008F)
_PEOPLE_OR_PROSE = frozenset({"PN", "LT", "ST", "UT", "UR"})
_TEXTS = _PEOPLE_OR_PROSE | {"LO", "SH", "UC", "AE"}
"""VRs of what a person may have written, or where something may be found: it goes unless it is in KEPT."""

KEPT: dict[str, frozenset[str]] = {
    "It says what was done about identifiers, or that it is a phantom": _words(
        """
        QualityControlSubject PatientIdentityRemoved DeidentificationMethod
        DeidentificationMethodCodeSequence
        """
    ),
    "A code from a list, and whose list it is": _words(
        """
        CodeValue LongCodeValue URNCodeValue ExtendedCodeValue CodeMeaning CodingSchemeDesignator
        CodingSchemeVersion CodingSchemeRegistry CodingSchemeURL MappingResourceName
        """
    ),
    "Which scanner or program it was": _words(
        """
        ImplementationVersionName Manufacturer ManufacturerModelName ManufacturerModelVersion
        ManufacturerRelatedModelGroup StationName RadiationMachineName TreatmentMachineName
        DeviceSerialNumber DeviceID GantryID GeneratorID DetectorID PlateID CassetteID GridID
        XRaySourceID XRayDetectorID DetectorManufacturerName DetectorManufacturerModelName SoftwareVersions
        ReceiveCoilName ReceiveCoilManufacturerName TransmitCoilName TransmitCoilManufacturerName
        MultiCoilElementName MultiCoilConfiguration SecondaryCaptureDeviceID
        SecondaryCaptureDeviceManufacturer SecondaryCaptureDeviceManufacturerModelName
        SecondaryCaptureDeviceSoftwareVersions ApplicationName ApplicationVersion ApplicationManufacturer
        AlgorithmName AlgorithmVersion
        """
    ),
    "How it was acquired or reconstructed, as the scanner writes it": _words(
        """
        AcquisitionMode SequenceName PulseSequenceName ImagedNucleus ApplicableSafetyStandardDescription
        RespiratorySignalSourceID CardiacFramingType TriggerSourceOrType TimeSource TimezoneOffsetFromUTC
        ConvolutionKernel ImageFilter FilterType TypeOfFilters CollimatorGridName PaddleDescription
        PhosphorType PlateType DoseModeName OutputPower TransducerData ProcessingFunction
        AcquisitionDeviceProcessingCode DigitalImageFormatAcquired VideoImageFormatAcquired FluenceModeID
        Radionuclide Radiopharmaceutical RadiopharmaceuticalRoute ContrastBolusRoute EnergyWindowName
        PVCRejection DetectorLinesOfResponseUsed AttenuationCorrectionMethod ScatterCorrectionMethod
        ReconstructionMethod
        """
    ),
    "What pixels, frames and axes mean": _words(
        """
        RescaleType ModalityLUTType LUTExplanation LUTLabel WindowCenterWidthExplanation
        PixelSpacingCalibrationDescription PositionReferenceIndicator TargetPositionReferenceIndicator
        StackID DimensionDescriptionLabel DimensionIndexPrivateCreator FunctionalGroupPrivateCreator
        """
    ),
}
"""Keywords that stay though their VR or their group speaks against them, by the reason why."""

_KEPT = frozenset().union(*KEPT.values())

_PEOPLE_AND_PLACES = _words(
    """
    ReferringPhysicianIdentificationSequence ConsultingPhysicianIdentificationSequence
    PhysiciansOfRecordIdentificationSequence PerformingPhysicianIdentificationSequence
    PhysiciansReadingStudyIdentificationSequence OperatorIdentificationSequence
    ContentCreatorIdentificationCodeSequence PersonIdentificationCodeSequence
    ScheduledPerformingPhysicianIdentificationSequence ScheduledHumanPerformersSequence
    ActualHumanPerformersSequence IntendedRecipientsOfResultsIdentificationSequence AuthorObserverSequence
    ParticipantSequence CustodialOrganizationSequence VerifyingObserverSequence
    VerifyingObserverIdentificationCodeSequence InstitutionCodeSequence
    InstitutionalDepartmentTypeCodeSequence PerformedStationNameCodeSequence
    PerformedStationGeographicLocationCodeSequence ScheduledStationNameCodeSequence
    ScheduledStationGeographicLocationCodeSequence AsserterIdentificationSequence
    AuthorIdentificationSequence OOIOwnerSequence InterlockResolutionUserSequence
    AssessmentRequesterSequence HumanPerformerCodeSequence OrganizationalRoleCodeSequence
    HangingProtocolUserIdentificationCodeSequence DocumentingOrganizationIdentifierCodeSequenceTrial
    DocumentAuthorIdentifierCodeSequenceTrial DocumentingObserverIdentifierCodeSequenceTrial
    VerbalSourceIdentifierCodeSequenceTrial StudyAccessEndPointsSequence FlowIdentifierSequence
    FlowIdentifier SourceIdentifier ObservationSubjectTypeCodeSequenceTrial
    """
)

_IDENTITIES = _words(
    """
    IssuerOfAccessionNumberSequence OtherStudyNumbers ReferencedPatientSequence ReferencedStudySequence
    ReferencedPerformedProcedureStepSequence ReferencedRequestSequence RequestAttributesSequence
    OrderPlacerIdentifierSequence OrderFillerIdentifierSequence AcquisitionContextSequence
    IssuerOfTheContainerIdentifierSequence IssuerOfTheSpecimenIdentifierSequence
    EvaluatorNumber AlternateContainerIdentifierSequence SpecimenDescriptionSequence
    DigitalSignaturesSequence EncryptedAttributesSequence
    MACParametersSequence ReferencedDigitalSignatureSequence ReferencedSOPInstanceMACSequence
    OriginalAttributesSequence ModifiedAttributesSequence NonconformingModifiedAttributesSequence
    NonconformingDataElementValue InstanceOriginStatus ReferencedVisitSequence
    ScheduledStepAttributesSequence ScheduledProcedureStepSequence DocumentIdentifierCodeSequenceTrial
    IdentifierCodeSequenceTrial ProcedureIdentifierCodeSequenceTrial ObjectBinaryIdentifierTrial
    ObjectDirectoryBinaryIdentifierTrial ReferencedFileID FileSetID FileSetDescriptorFileID PriorRecordKey
    RecordKey CertificateOfSigner Signature CertifiedTimestamp MAC EncryptedContent
    """
)

_WRITTEN_BY_HAND = _words(
    """
    AdmittingDiagnosesCodeSequence ReasonForRequestedProcedureCodeSequence DeviceSettingDescription
    SeriesDescriptionCodeSequence ContentLabel MakerNote GraphicAnnotationSequence ContentSequence
    EncapsulatedDocument ReasonForPerformedProcedureCodeSequence PotentialReasonsForProcedureCodeSequence
    RTDiagnosisCodeSequence RTPhysicianIntentSequence OphthalmicPatientClinicalInformationLeftEyeSequence
    OphthalmicPatientClinicalInformationRightEyeSequence HPGLDocument SelectorOBValue SelectorUNValue
    ReferencedPatientSetupPhotoSequence
    """
)

_PICTURES_IN_PICTURES = frozenset({"IconImageSequence", "DataSetTrailingPadding"})

_LISTED = _PEOPLE_AND_PLACES | _IDENTITIES | _WRITTEN_BY_HAND | _PICTURES_IN_PICTURES
"""Those of other VRs."""

_EMPTIED = _words(
    """
    PatientName PatientID PatientBirthDate PatientSex ReferringPhysicianName AccessionNumber StudyID
    ContrastBolusAgent AcquisitionContextSequence ContentCreatorName ContentLabel ContentDescription
    """
)
"""Those of type 2 in the objects that are shown here: they have to be there, be it without a value."""

_GONE_FROM_META = (
    *("SourceApplicationEntityTitle", "SendingApplicationEntityTitle", "ReceivingApplicationEntityTitle"),
    *("SourcePresentationAddress", "SendingPresentationAddress", "ReceivingPresentationAddress"),
    *("PrivateInformationCreatorUID", "PrivateInformation", "RTVSourceIdentifier", "RTVFlowIdentifier"),
)

NO_PREAMBLE = bytes(128)
_ITEM_STARTS = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")

# LO: no value longer than 64 letters.
METHOD = ("PS3.15 Annex E Basic Profile, without private elements", "Kept: device identity, full dates, UIDs")
"""DeidentificationMethod of the copies."""


def is_identifying(tag: int) -> bool:
    """Whether the element with this tag tells, or may tell, who a patient is.

    That takes in all private elements, overlays and curves, and whatever the dictionary does not know.
    """
    key = Tag(tag)
    if key.is_private or key.group & 0xFF01 in (0x5000, 0x6000):
        return True
    if key.element == 0:  # a group's length says nothing, but won't be true any more
        return True
    keyword = datadict.keyword_for_tag(key)
    if keyword in _KEPT:
        return False
    if not keyword or key.group in _GROUPS or key in _GPS or datadict.dictionary_VR(key) in _TEXTS:
        return True
    return keyword in _LISTED or keyword in _GONE_FROM_META


def without_identifiers(dataset: Dataset) -> Dataset:
    """A copy that does not tell who the patient is; the dataset itself stays as it is.

    Elements of type 2 stay without a value, others go; private elements, overlays and curves go whole; items
    of sequences are treated alike. Values that stay are shared with the dataset (pixel data is not copied).

    Args:
        dataset: With or without file meta information.

    Returns:
        The copy, with PatientIdentityRemoved, DeidentificationMethod and
        LongitudinalTemporalInformationModified set (PS3.3, C.7.1.1 and C.12.1).
    """
    clean = _cleaned(dataset)
    clean.PatientIdentityRemoved = "YES"
    clean.DeidentificationMethod = list(METHOD)
    clean.LongitudinalTemporalInformationModified = "UNMODIFIED"
    for name in ("is_little_endian", "is_implicit_VR"):
        if getattr(dataset, name, None) is not None:
            setattr(clean, name, getattr(dataset, name))
    clean.preamble = NO_PREAMBLE  # the source's may hold anything (PS3.10, 7.1)
    meta = getattr(dataset, "file_meta", None)
    if meta is not None:
        clean.file_meta = _cleaned_meta(meta)
    return clean


def _cleaned(dataset: Dataset) -> Dataset:
    # How texts of an item are to be read is its parent's to say.
    clean = Dataset(parent_encoding=getattr(dataset, "_parent_encoding", default_encoding))
    for tag in sorted(dataset.keys()):
        if is_identifying(tag):
            if datadict.keyword_for_tag(tag) in _EMPTIED:
                vr = datadict.dictionary_VR(tag)
                clean[tag] = DataElement(tag, vr, Sequence() if vr == "SQ" else None)
            continue
        element = _cleaned_element(dataset, tag)
        if element is not None:
            clean[tag] = element
    return clean


def _cleaned_element(dataset: Dataset, tag: BaseTag) -> DataElement | RawDataElement | None:
    found = dataset.get_item(tag)
    if not _holds_items(found):
        # A name or prose where none belongs.
        return None if found.VR in _PEOPLE_OR_PROSE and not _is_as_known(found) else found
    # Bytes that can't be read as items may hold anything.
    with contextlib.suppress(*HEADER_ERRORS):
        items = dataset[tag].value
        if isinstance(items, Sequence):
            return DataElement(tag, "SQ", Sequence([_cleaned(item) for item in items]))
    return None


def _holds_items(element: DataElement | RawDataElement) -> bool:
    """Whether it is a sequence, or ought to be one, or looks like one: files may say what they like."""
    if element.VR == "SQ" or datadict.dictionary_VR(element.tag) == "SQ":
        return True
    value = element.value
    return isinstance(value, Sequence) or (
        element.VR == "UN" and isinstance(value, bytes) and value[:4] in _ITEM_STARTS
    )


def _is_as_known(element: DataElement | RawDataElement) -> bool:
    return bool(datadict.dictionary_VR(element.tag) == element.VR)


def _cleaned_meta(meta: FileMetaDataset) -> FileMetaDataset:
    clean = FileMetaDataset()
    for element in meta:
        if not is_identifying(element.tag):
            clean[element.tag] = element
    clean.is_little_endian, clean.is_implicit_VR = True, False
    return clean
