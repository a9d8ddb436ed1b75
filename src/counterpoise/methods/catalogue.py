"""The methods that have a name, a line each: the best known first, then by their short names.

A line says where the method is; its folder is its kind, its file's name the short one, and its
class declares the rest. Nothing is imported here when the package runs: the registry reads the
lines, and imports a method when it is asked for. Type checkers see the imports.
"""

# ruff: noqa: I001, E501
from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from counterpoise.methods.over.smote import SMOTE as SMOTE
    from counterpoise.methods.over.smotenc import SMOTENC as SMOTENC
    from counterpoise.methods.over.smoten import SMOTEN as SMOTEN
    from counterpoise.methods.over.borderline import BorderlineSMOTE as BorderlineSMOTE
    from counterpoise.methods.over.svm import SVMSMOTE as SVMSMOTE
    from counterpoise.methods.over.kmeans import KMeansSMOTE as KMeansSMOTE
    from counterpoise.methods.over.adasyn import ADASYN as ADASYN
    from counterpoise.methods.over.random import RandomOverSampler as RandomOverSampler
    from counterpoise.methods.over.adoms import ADOMS as ADOMS
    from counterpoise.methods.over.and_smote import ANDSMOTE as ANDSMOTE
    from counterpoise.methods.over.ans import ANS as ANS
    from counterpoise.methods.over.asmobd import ASMOBD as ASMOBD
    from counterpoise.methods.over.assembled import AssembledSMOTE as AssembledSMOTE
    from counterpoise.methods.over.asuwo import ASUWO as ASUWO
    from counterpoise.methods.over.cbso import CBSO as CBSO
    from counterpoise.methods.over.ce_smote import CESMOTE as CESMOTE
    from counterpoise.methods.over.cluster_smote import ClusterSMOTE as ClusterSMOTE
    from counterpoise.methods.over.cure import CURESMOTE as CURESMOTE
    from counterpoise.methods.over.dbsmote import DBSMOTE as DBSMOTE
    from counterpoise.methods.over.de import DEOversampling as DEOversampling
    from counterpoise.methods.over.deago import DEAGO as DEAGO
    from counterpoise.methods.over.discreet import DiscreetSMOTE as DiscreetSMOTE
    from counterpoise.methods.over.distance import DistanceSMOTE as DistanceSMOTE
    from counterpoise.methods.over.e_smote import ESMOTE as ESMOTE
    from counterpoise.methods.over.edge_det import EdgeDetSMOTE as EdgeDetSMOTE
    from counterpoise.methods.over.gasmote import GASMOTE as GASMOTE
    from counterpoise.methods.over.gaussian_smote import GaussianSMOTE as GaussianSMOTE
    from counterpoise.methods.over.geometric import GeometricSMOTE as GeometricSMOTE
    from counterpoise.methods.over.guided import GuidedSMOTE as GuidedSMOTE
    from counterpoise.methods.over.kernel_adasyn import KernelADASYN as KernelADASYN
    from counterpoise.methods.over.lee import Lee as Lee
    from counterpoise.methods.over.lle import LLESMOTE as LLESMOTE
    from counterpoise.methods.over.lnsmote import LNSMOTE as LNSMOTE
    from counterpoise.methods.over.loras import LoRAS as LoRAS
    from counterpoise.methods.over.lvq import LVQSMOTE as LVQSMOTE
    from counterpoise.methods.over.mct import MCT as MCT
    from counterpoise.methods.over.mdo import MDO as MDO
    from counterpoise.methods.over.mgs import MGS as MGS
    from counterpoise.methods.over.mot2ld import MOT2LD as MOT2LD
    from counterpoise.methods.over.msmote import MSMOTE as MSMOTE
    from counterpoise.methods.over.msyn import MSYN as MSYN
    from counterpoise.methods.over.mwmote import MWMOTE as MWMOTE
    from counterpoise.methods.over.nras import NRAS as NRAS
    from counterpoise.methods.over.nrsboundary import NRSBoundarySMOTE as NRSBoundarySMOTE
    from counterpoise.methods.over.nt_smote import NTSMOTE as NTSMOTE
    from counterpoise.methods.over.oups import OUPS as OUPS
    from counterpoise.methods.over.pdfos import PDFOS as PDFOS
    from counterpoise.methods.over.polynom_fit import PolynomFitSMOTE as PolynomFitSMOTE
    from counterpoise.methods.over.prowras import ProWRAS as ProWRAS
    from counterpoise.methods.over.prowsyn import ProWSyn as ProWSyn
    from counterpoise.methods.over.random_smote import RandomSMOTE as RandomSMOTE
    from counterpoise.methods.over.rose import ROSE as ROSE
    from counterpoise.methods.over.rwo import RWOSampling as RWOSampling
    from counterpoise.methods.over.safe_level import SafeLevelSMOTE as SafeLevelSMOTE
    from counterpoise.methods.over.sdsmote import SDSMOTE as SDSMOTE
    from counterpoise.methods.over.selected import SelectedSMOTE as SelectedSMOTE
    from counterpoise.methods.over.simplicial import SimplicialSMOTE as SimplicialSMOTE
    from counterpoise.methods.over.sl_graph import SLGraphSMOTE as SLGraphSMOTE
    from counterpoise.methods.over.smmo import SMMO as SMMO
    from counterpoise.methods.over.smobd import SMOBD as SMOBD
    from counterpoise.methods.over.smote_cosine import SMOTECosine as SMOTECosine
    from counterpoise.methods.over.smote_d import SMOTED as SMOTED
    from counterpoise.methods.over.smote_out import SMOTEOUT as SMOTEOUT
    from counterpoise.methods.over.smoteenc import SMOTEENC as SMOTEENC
    from counterpoise.methods.over.smotewb import SMOTEWB as SMOTEWB
    from counterpoise.methods.over.sn_smote import SNSMOTE as SNSMOTE
    from counterpoise.methods.over.soi_cj import SOICJ as SOICJ
    from counterpoise.methods.over.somo import SOMO as SOMO
    from counterpoise.methods.over.sso import SSO as SSO
    from counterpoise.methods.over.supervised import SupervisedSMOTE as SupervisedSMOTE
    from counterpoise.methods.over.symprod import SYMPROD as SYMPROD
    from counterpoise.methods.over.trim import TRIMSMOTE as TRIMSMOTE
    from counterpoise.methods.over.v_synth import VSYNTH as VSYNTH
    from counterpoise.methods.combined.smoteenn import SMOTEENN as SMOTEENN
    from counterpoise.methods.combined.smotetomek import SMOTETomek as SMOTETomek
    from counterpoise.methods.combined.ahc import AHC as AHC
    from counterpoise.methods.combined.ccr import CCR as CCR
    from counterpoise.methods.combined.gazzah import Gazzah as Gazzah
    from counterpoise.methods.combined.ismote import ISMOTE as ISMOTE
    from counterpoise.methods.combined.isomap_hybrid import IsomapHybrid as IsomapHybrid
    from counterpoise.methods.combined.neater import NEATER as NEATER
    from counterpoise.methods.combined.smote_frst import SMOTEFRST2T as SMOTEFRST2T
    from counterpoise.methods.combined.smote_ipf import SMOTEIPF as SMOTEIPF
    from counterpoise.methods.combined.smote_rsb import SMOTERSB as SMOTERSB
    from counterpoise.methods.combined.spy import SPY as SPY
    from counterpoise.methods.combined.stefanowski import Stefanowski as Stefanowski
    from counterpoise.methods.combined.sundo import SUNDO as SUNDO
    from counterpoise.methods.combined.svm_balance import SVMBalance as SVMBalance
    from counterpoise.methods.combined.vis_rst import VISRST as VISRST
    from counterpoise.methods.under.random_under import RandomUnderSampler as RandomUnderSampler
    from counterpoise.methods.under.cluster_centroids import ClusterCentroids as ClusterCentroids
    from counterpoise.methods.under.cluster_under import ClusterUnderSampler as ClusterUnderSampler
    from counterpoise.methods.under.eus import EUS as EUS
    from counterpoise.methods.under.iht import InstanceHardnessThreshold as InstanceHardnessThreshold
    from counterpoise.methods.under.near_miss import NearMiss as NearMiss
    from counterpoise.methods.under.sbc import SBC as SBC
    from counterpoise.methods.cleaning.tomek import TomekLinks as TomekLinks
    from counterpoise.methods.cleaning.enn import EditedNearestNeighbours as EditedNearestNeighbours
    from counterpoise.methods.cleaning.renn import RepeatedEditedNearestNeighbours as RepeatedEditedNearestNeighbours
    from counterpoise.methods.cleaning.allknn import AllKNN as AllKNN
    from counterpoise.methods.cleaning.ncr import NeighbourhoodCleaningRule as NeighbourhoodCleaningRule
    from counterpoise.methods.cleaning.cnn import CondensedNearestNeighbour as CondensedNearestNeighbour
    from counterpoise.methods.cleaning.oss import OneSidedSelection as OneSidedSelection
