"""What tells who a patient is, and copies of datasets without it.

After the Basic Application Level Confidentiality Profile (PS3.15, Annex E, table E.1-1), with what a
physicist's records need kept, as the profile's own options have it:

- which scanner it was (Retain Device Identity): manufacturer, model, StationName, DeviceSerialNumber, gantry,
  tube and detector, since limits and trends belong to one scanner;
- when it was scanned (Retain Longitudinal Temporal Information, Full Dates): dates and times of study,
  series, acquisition and content, since constancy is judged over time; a patient's own dates go;
- UIDs (Retain UIDs), since results refer to a series by its UID: a way back for whoever has the archive;
- QualityControlSubject, which says that it is a phantom.

What is painted into the pixels can't be seen from here.
"""

import contextlib

from pydicom import datadict
from pydicom._dicom_dict import DicomDictionary
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
_PEOPLE_OR_PROSE = ("PN", "LT", "ST", "UT")
_GPS = range(0x00160070, 0x0016008F)

_KEPT = frozenset(
    {
        "QualityControlSubject",
        "PatientIdentityRemoved",
        "DeidentificationMethod",
        "DeidentificationMethodCodeSequence",
    }
)

_PEOPLE_AND_PLACES = _words(
    """
    ReferringPhysicianAddress ReferringPhysicianTelephoneNumbers ReferringPhysicianIdentificationSequence
    ConsultingPhysicianIdentificationSequence PhysiciansOfRecordIdentificationSequence
    PerformingPhysicianIdentificationSequence PhysiciansReadingStudyIdentificationSequence
    OperatorIdentificationSequence ContentCreatorIdentificationCodeSequence
    PersonIdentificationCodeSequence PersonAddress PersonTelephoneNumbers PersonTelecomInformation
    ScheduledPerformingPhysicianIdentificationSequence ScheduledHumanPerformersSequence
    ActualHumanPerformersSequence HumanPerformerOrganization IntendedRecipientsOfResultsIdentificationSequence
    AuthorObserverSequence ParticipantSequence CustodialOrganizationSequence VerifyingOrganization
    VerifyingObserverSequence VerifyingObserverIdentificationCodeSequence
    InstitutionName InstitutionAddress InstitutionCodeSequence InstitutionalDepartmentName
    InstitutionalDepartmentTypeCodeSequence
    StationAETitle RetrieveAETitle NetworkID PerformedStationAETitle PerformedStationName
    PerformedStationNameCodeSequence PerformedLocation PerformedStationGeographicLocationCodeSequence
    ScheduledStationAETitle ScheduledStationName ScheduledStationNameCodeSequence
    ScheduledStationGeographicLocationCodeSequence ScheduledProcedureStepLocation
    RequestedProcedureLocation OrderEnteredBy OrderEntererLocation OrderCallbackPhoneNumber
    OrderCallbackTelecomInformation RequestingAE ReceivingAE DestinationAE Originator
    CameraOwnerName ModifyingSystem SourceOfPreviousValues TopicAuthor TopicKeywords TopicSubject TopicTitle
    DistributionAddress
    """
)

_IDENTITIES = _words(
    """
    AccessionNumber IssuerOfAccessionNumberSequence StudyID
    ReferencedPatientSequence ReferencedStudySequence ReferencedPerformedProcedureStepSequence
    ReferencedPatientPhotoSequence ReferencedRequestSequence
    RequestAttributesSequence RequestedProcedureID ScheduledProcedureStepID PerformedProcedureStepID
    PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest
    OrderPlacerIdentifierSequence OrderFillerIdentifierSequence
    AcquisitionContextSequence ContainerIdentifier IssuerOfTheContainerIdentifierSequence SpecimenIdentifier
    SpecimenAccessionNumber IssuerOfTheSpecimenIdentifierSequence SpecimenDescriptionSequence SlideIdentifier
    DigitalSignaturesSequence EncryptedAttributesSequence MACParametersSequence
    ReferencedDigitalSignatureSequence ReferencedSOPInstanceMACSequence OriginalAttributesSequence
    ModifiedAttributesSequence NonconformingModifiedAttributesSequence NonconformingDataElementValue
    InstanceOriginStatus
    """
)

_WRITTEN_BY_HAND = _words(
    """
    StudyDescription SeriesDescription ProtocolName AcquisitionProtocolDescription RequestedSeriesDescription
    AdmittingDiagnosesDescription AdmittingDiagnosesCodeSequence IdentifyingComments ImageComments
    FrameComments ImagePresentationComments AcquisitionComments TextComments TextString Arbitrary
    PerformedProcedureStepDescription CommentsOnThePerformedProcedureStep ScheduledProcedureStepDescription
    RequestedProcedureDescription ReasonForTheRequestedProcedure ReasonForRequestedProcedureCodeSequence
    ReasonForTheImagingServiceRequest RequestedProcedureComments ImagingServiceRequestComments
    CommentsOnRadiationDose ConfidentialityConstraintOnPatientDataDescription
    PatientTransportArrangements PreMedication ContrastBolusAgent DerivationDescription
    ModifiedImageDescription AcquisitionDeviceProcessingDescription ContributionDescription
    DeviceSettingDescription DeviceDescription LongDeviceDescription AcquisitionFieldOfViewLabel
    SeriesDescriptionCodeSequence ContentDescription ContentLabel LabelText BarcodeValue MakerNote
    GraphicAnnotationSequence ContentSequence EncapsulatedDocument
    """
)

_PICTURES_IN_PICTURES = frozenset({"IconImageSequence", "DataSetTrailingPadding"})

_OF_ALL_OBJECTS = frozenset(
    {
        datadict.dictionary_keyword(tag)
        for tag, (vr, *_) in DicomDictionary.items()
        if vr in _PEOPLE_OR_PROSE or tag >> 16 in _GROUPS or tag in _GPS
    }
)

IDENTIFYING: frozenset[str] = (
    (_OF_ALL_OBJECTS | _PEOPLE_AND_PLACES | _IDENTITIES | _WRITTEN_BY_HAND | _PICTURES_IN_PICTURES)
    - _KEPT
    - {""}
)
"""Keywords of the elements that tell, or may tell, who a patient is, or who works where."""

_EMPTIED = _words(
    """
    PatientName PatientID PatientBirthDate PatientSex ReferringPhysicianName AccessionNumber StudyID
    ContrastBolusAgent AcquisitionContextSequence ContentCreatorName ContentLabel ContentDescription
    """
)
"""Those of type 2 in the objects that are shown here: they have to be there, be it without a value."""

_GONE_FROM_META = (
    *("SourceApplicationEntityTitle", "SendingApplicationEntityTitle", "ReceivingApplicationEntityTitle"),
    *("PrivateInformationCreatorUID", "PrivateInformation"),
)

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
    return not keyword or keyword in IDENTIFYING


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
    for name in ("is_little_endian", "is_implicit_VR", "preamble"):
        if getattr(dataset, name, None) is not None:
            setattr(clean, name, getattr(dataset, name))
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
    if datadict.dictionary_VR(tag) != "SQ":
        return dataset.get_item(tag)
    # Bytes that can't be read as items may hold anything.
    with contextlib.suppress(*HEADER_ERRORS):
        items = dataset[tag].value
        if isinstance(items, Sequence):
            return DataElement(tag, "SQ", Sequence([_cleaned(item) for item in items]))
    return None


def _cleaned_meta(meta: FileMetaDataset) -> FileMetaDataset:
    clean = FileMetaDataset()
    for element in meta:
        if element.keyword not in _GONE_FROM_META:
            clean[element.tag] = element
    clean.is_little_endian, clean.is_implicit_VR = True, False
    return clean
