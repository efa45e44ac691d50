"""Vietnamese wordings. Class nouns (tiếng, chữ, giờ) are part of the CLDR names; no sentence starts with one."""

from __future__ import annotations

from lingmix.data.cldr.relations import Wording

WORDINGS = {
    "territory-currency": Wording(
        questions=(
            "Đơn vị tiền tệ của {x} là gì?",
            "Người dân ở {x} thanh toán bằng loại tiền nào?",
            "{x}: đồng tiền ở đó tên là gì?",
        ),
        answers=(
            "Đơn vị tiền tệ của {x} là {y}.",
            "Người dân ở {x} thanh toán bằng loại tiền này: {y}.",
        ),
    ),
    "territory-timezone": Wording(
        questions=(
            "Múi giờ nào được áp dụng ở {x}?",
            "{x}: giờ chuẩn ở đó gọi là gì?",
            "{x} nằm trong múi giờ nào?",
        ),
        answers=(
            "Múi giờ được áp dụng ở {x} là {y}.",
            "{x} nằm trong múi giờ có tên là {y}.",
        ),
    ),
    "city-territory": Wording(
        questions=(
            "{x} thuộc quốc gia hoặc vùng lãnh thổ nào?",
            "Nơi có tên {x} nằm ở quốc gia hoặc vùng lãnh thổ nào?",
            "Có thể tìm thấy địa danh {x} ở đâu?",
        ),
        answers=(
            "{x} thuộc quốc gia hoặc vùng lãnh thổ sau: {y}.",
            "Nơi có tên {x} nằm ở {y}.",
        ),
    ),
    "language-script": Wording(
        questions=(
            "Ngôn ngữ có tên {x} được viết bằng chữ gì?",
            "Người ta dùng hệ chữ viết nào để ghi {x}?",
            "Ngôn ngữ: {x}. Hệ chữ viết thông thường là gì?",
        ),
        answers=(
            "Ngôn ngữ có tên {x} thường được viết bằng {y}.",
            "Hệ chữ viết thường dùng để ghi {x} là {y}.",
        ),
    ),
    "language-territory": Wording(
        questions=(
            "Quê hương của {x} là quốc gia hoặc vùng lãnh thổ nào?",
            "Ngôn ngữ có tên {x} gắn liền trước hết với quốc gia hoặc vùng lãnh thổ nào?",
            "Ngôn ngữ: {x}. Ngôn ngữ này gắn với nơi nào nhất?",
        ),
        answers=(
            "Ngôn ngữ có tên {x} gắn liền trước hết với {y}.",
            "Quê hương của {x} là {y}.",
        ),
    ),
    "territory-language": Wording(
        questions=(
            "Ngôn ngữ chính thức của {x} là gì?",
            "Luật pháp và văn bản nhà nước ở {x} được công bố bằng tiếng nào?",
            "Ở {x}, ngôn ngữ nào có địa vị chính thức?",
        ),
        answers=(
            "Ngôn ngữ chính thức của {x} là {y}.",
            "Luật pháp và văn bản nhà nước ở {x} được công bố bằng {y}.",
        ),
    ),
    "city-currency": Wording(
        questions=(
            "Du khách đến {x} nên mang theo tiền gì?",
            "Các cửa hàng ở {x} nhận tiền gì?",
            "Giá cả ở {x} được ghi bằng tiền nào?",
        ),
        answers=(
            "Giá cả ở {x} được ghi bằng đồng tiền có tên {y}.",
            "Du khách đến {x} cần loại tiền này: {y}.",
        ),
    ),
    "city-timezone": Wording(
        questions=(
            "Đồng hồ ở {x} được chỉnh theo giờ nào?",
            "Cư dân {x} sinh hoạt theo giờ nào?",
            "Khi đến {x}, nên chỉnh đồng hồ theo giờ nào?",
        ),
        answers=(
            "Đồng hồ ở {x} được chỉnh theo {y}.",
            "Cư dân {x} sinh hoạt theo {y}.",
        ),
    ),
}
