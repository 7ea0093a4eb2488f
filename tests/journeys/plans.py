"""What is applied for in a journey: items of the demo catalogue, and how each goes.

Answers are the demo's samples. `materials` says what stands for each paper: "paper", "not_needed",
"deferred", "commitment", ("licence",), or scans by name.
"""
from dataclasses import dataclass, field


@dataclass
class Plan:
    items: list                   # codes; several of a joint item
    find: str                     # what the clerk types to find it
    why: str
    materials: list = field(default_factory=list)  # a dict for each of the items
    joint: str = ""
    questions: dict = field(default_factory=dict)  # the joint item's, in the words of the screen
    mistakes: dict = field(default_factory=dict)   # answers that pre-review has to find
    by_keyboard: bool = False     # from the log-in to the receipt without a mouse
    killed_after: str = ""        # the program is killed when this field has been filled in
    correction: dict = field(default_factory=dict)
    parcel: bool = False
    rated: bool = False


PLANS = [
    Plan(["QX-001"], "sydj", "decided on the spot, found by initials, licence reused, promise",
         [{"M01": "paper", "M02": "licence", "M03": ["page-1", "page-2"], "M04": "commitment",
           "M05": "not_needed"}],
         mistakes={"parity": "3"}, killed_after="spouse_name"),
    Plan(["QX-012"], "高龄津贴", "a round of correction, courier, rating",
         [{"M01": ["page-1"], "M02": "licence", "M03": ["pdf"], "M04": "paper",
           "M05": "not_needed", "M06": "not_needed"}],
         correction={"field": "contact_child", "answer": "13874800125", "slot": "M03"},
         parcel=True, rated=True),
    Plan(["QX-003"], "QX-003", "a paper follows later, and the decision after it",
         [{"M01": ["page-1"], "M02": "licence", "M03": ["page-2"], "M04": "deferred",
           "M05": "not_needed", "M06": "paper"}]),
    Plan(["QX-020"], "linmucaifa", "a promise instead of a survey, found by pinyin, no mouse",
         [{"M01": ["page-1"], "M02": "licence", "M03": ["card"], "M04": "not_needed",
           "M05": "commitment"}],
         by_keyboard=True),
    Plan(["QX-029", "QX-031"], "开餐馆", "two cases of a joint item through its questions",
         [{"M01": "paper", "M02": "licence", "M03": ["page-1"], "M04": "not_needed",
           "M05": "not_needed"},
          {"M01": "paper", "M02": "paper", "M03": ["page-2"], "M04": "paper", "M05": "paper"}],
         joint="开餐馆一件事",
         questions={"是否已有营业执照": "没有", "经营面积多少平方米": "36",
                    "是否在二层及以上、地下或面积达到消防标准": "否",
                    "是否做门头招牌": "否", "是否使用瓶装液化气": "是"}),
]
